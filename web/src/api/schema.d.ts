/** Generated from the OpenAPI document by scripts/schema.mjs; do not edit. */
export interface paths {
    "/api/aims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Table
         * @description Targets and thresholds of a figure in an area and right below it, with where each comes from; `kind` is
         *     the kind of period that is judged.
         */
        get: operations["list_aims"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/aims/form.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Form
         * @description The same as an Excel sheet to be filled in.
         */
        get: operations["aims_form"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/aims/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read
         * @description Set what a filled-in sheet says, all of it or nothing.
         */
        post: operations["read_aims_sheet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alert-windows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Windows
         * @description 检修时段 within the caller's scope; `current=false` shows those that are over, too.
         */
        get: operations["list_windows"];
        put?: never;
        /**
         * Set Window
         * @description Set a maintenance window: alerts within it are kept and marked, and call nobody.
         */
        post: operations["set_window"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alert-windows/{window_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Window
         * @description End a window before its time; what still rings calls people then.
         */
        post: operations["cancel_window"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Alerts
         * @description 告警, newest first, within the caller's scope.
         */
        get: operations["list_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Alerts
         * @description The same list as an Excel file, within the same scope and filters.
         */
        get: operations["export_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Alert
         * @description An alert with the rule version that raised it and the episodes it stands for.
         */
        get: operations["get_alert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge Alert
         * @description 已知悉: somebody is looking into the alert. It says nothing about its ending; the first one is kept.
         */
        post: operations["acknowledge_alert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Alert
         * @description Judge an alert: 属实, 误报, 设备故障, 重复 or 演练. The first one to do so is the one who did.
         */
        post: operations["end_alert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Appeals
         * @description Appeals within the caller's scope, newest first, masked.
         */
        get: operations["list_appeals"];
        put?: never;
        /**
         * Register Appeal
         * @description 登记 an appeal; the same key with the same words answers the first one.
         */
        post: operations["register_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Calls
         * @description The caller's own calls and those that wait, numbers masked.
         */
        get: operations["list_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/calls/{call}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Call
         * @description A call with its caller's earlier calls and appeals; the number masked.
         */
        get: operations["get_call"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/calls/{call}/appeal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Attach Call
         * @description Which appeal came of the call; its recording goes there.
         */
        post: operations["attach_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/calls/{call}/hang_up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hang Up Call
         * @description 挂断.
         */
        post: operations["hang_up_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/calls/{call}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Call
         * @description 接听: the first one has it.
         */
        post: operations["take_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/calls/{call}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer Call
         * @description 一键三方转接 to 110, 119, 120.
         */
        post: operations["transfer_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/calls/{call}/unmask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unmask Call
         * @description The caller's number, for a purpose that is kept and told.
         */
        post: operations["unmask_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exchange State
         * @description How the exchange stands: what waits, what was refused, what contradicts, which days agree.
         */
        get: operations["exchange_state"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/exchange/{source_id}/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange Again
         * @description Send our messages of an order again; what the other side has already it takes as the same.
         */
        post: operations["exchange_again"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/exchange/{source_id}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare Day
         * @description Compare a day with the other side now.
         */
        post: operations["compare_day"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/exchange/{source_id}/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exchange Order
         * @description A shared order with its messages both ways: what an open difference is about.
         */
        get: operations["exchange_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Appeals
         * @description The same list as an Excel file. Masked; with a purpose and the right to unmask, in clear.
         */
        get: operations["export_appeals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/grid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report From Grid
         * @description 网格上报, from where the grid worker stands; 自处置 closes it on the spot with evidence.
         */
        post: operations["report_from_grid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Appeals
         * @description Register the appeals of an .xlsx, all or none; faults come by cell. `dry_run` only checks.
         */
        post: operations["import_appeals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/import.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Import Form
         * @description The empty sheet to fill in.
         */
        get: operations["appeal_import_form"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join Appeals
         * @description A person confirms that several appeals share one event.
         */
        post: operations["join_appeals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Similar Appeals
         * @description Open appeals near in meaning, while the operator types and before appeals are joined.
         */
        post: operations["similar_appeals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sources
         * @description The systems that may hand in appeals.
         */
        get: operations["list_appeal_sources"];
        put?: never;
        /**
         * Issue Source
         * @description Let a system hand in appeals, or give it a new key; the key is shown this once.
         */
        post: operations["issue_appeal_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/sources/{source_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Source
         * @description Cut a system off, from this moment.
         */
        delete: operations["revoke_appeal_source"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suggest Matter
         * @description 智能受理 while the operator types: matters with confidence and reason, urgency, place.
         */
        post: operations["suggest_matter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Appeal Words
         * @description The kinds, channels, reasons and targets that forms choose from.
         */
        get: operations["appeal_words"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Appeal
         * @description An appeal with its history, its kin and the acts open to the caller.
         */
        get: operations["get_appeal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer Appeal
         * @description 直接答复.
         */
        post: operations["answer_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/call_back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call Back Appeal
         * @description 回访: one attempt, never by a unit that handled it.
         */
        post: operations["call_back_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline Appeal
         * @description 不予受理, for a reason of the table.
         */
        post: operations["decline_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/dispatch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dispatch Appeal
         * @description 派单: matter and place are settled, and its event opens.
         */
        post: operations["dispatch_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Edit Appeal
         * @description 更正 of what was registered.
         */
        post: operations["edit_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/merge_repeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge Repeat Appeal
         * @description 重复并入 an earlier appeal of the same person.
         */
        post: operations["merge_repeat_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/photos/{document_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Appeal Photo
         * @description A photograph of an appeal, for whoever may know its words; nothing hidden is in it.
         */
        get: operations["appeal_photo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Split Appeal
         * @description 一诉多单: each part becomes an appeal with its own number.
         */
        post: operations["split_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/supplement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Supplement Appeal
         * @description 补充 what the citizen said later.
         */
        post: operations["supplement_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/transfer_out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer Out Appeal
         * @description 转 110/119/120 or another channel that the law provides.
         */
        post: operations["transfer_out_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/unjoin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unjoin Appeal
         * @description 拆案: it leaves the shared event and gets one of its own.
         */
        post: operations["unjoin_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/unmask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unmask Appeal
         * @description Who appealed, in clear, for a purpose that is kept and told.
         */
        post: operations["unmask_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void Appeal
         * @description 作废, with a reason; it stays, counted apart.
         */
        post: operations["void_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/appeals/{appeal_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw Appeal
         * @description 撤诉 at the citizen's wish.
         */
        post: operations["withdraw_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Areas
         * @description Areas by name or code (`q`), level, and the area (`within`: its id) below which they lie; or those with
         *     these ids (`ids`, with commas), closed ones too.
         */
        get: operations["list_areas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/geometry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Geometry
         * @description Simplified outlines as a GeoJSON FeatureCollection; each says if it is sourced or demonstration.
         */
        get: operations["area_geometry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/grids/{grid_id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Assign
         * @description Name the 网格长 and 网格员 of a grid.
         */
        put: operations["assign_grid"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/locate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Locate
         * @description Where a point lies. `frame`: wgs84, cgcs2000, gcj02 or bd09; the answer says what was converted.
         */
        get: operations["locate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/schemes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Schemes
         * @description The grid schemes with their code rules.
         */
        get: operations["grid_schemes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/schemes/{scheme}/grids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Grids
         * @description Import grids from GeoJSON or CSV; nothing is stored while a fault blocks, and every fault is listed.
         */
        post: operations["import_grids"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/stops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Stops
         * @description Days on which areas do not work.
         */
        get: operations["list_stops"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/stops/{stop_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw Stop
         * @description Lift stop days that are not over; limits are reckoned as if they had not been.
         */
        post: operations["withdraw_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/{area_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Area */
        get: operations["get_area"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/{area_id}/children": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Children
         * @description The areas right below, in the managed or the statistical tree.
         */
        get: operations["area_children"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/{area_id}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Codes
         * @description The codes that sources give to the area.
         */
        get: operations["area_codes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/{area_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Where the area has stood in both trees.
         */
        get: operations["area_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/{area_id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move
         * @description Put an area under another from a day on; history keeps its path of the day.
         */
        post: operations["move_area"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/areas/{area_id}/stops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Declare Stop
         * @description Days on which the area does not work; working-day limits skip them.
         */
        post: operations["declare_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Boards
         * @description The boards that are for me, and those that I keep.
         */
        get: operations["list_boards"];
        put?: never;
        /**
         * Create
         * @description 编制: a new board, as a draft.
         */
        post: operations["create_board"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Board
         * @description A board, whole; with its draft, what that changes, and its history for those who keep it.
         */
        get: operations["get_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description 审核通过, by another person than the composer.
         */
        post: operations["approve_board"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Discard
         * @description 放弃草稿.
         */
        post: operations["discard_board_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Compose
         * @description 编制: the draft of the next edition.
         */
        put: operations["compose_board"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description 发布.
         */
        post: operations["publish_board"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}/reaffirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reaffirm
         * @description 到期复核: it stays as it is.
         */
        post: operations["reaffirm_board"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}/send-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Back
         * @description 退回修改, with the reason.
         */
        post: operations["send_back_board"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description 提交审核.
         */
        post: operations["submit_board"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}/view": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * View
         * @description A board with the values of all its parts, at one position; `draft`: of its next edition.
         */
        get: operations["view_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/boards/{code}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description 下架, with the reason.
         */
        post: operations["withdraw_board"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/case_orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Case Orders
         * @description The supervision orders that are not signed off yet, with their deadlines and cases.
         */
        get: operations["list_case_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/case_rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Case Rates
         * @description The rates of the lead cases opened in [since, until), within the caller's scope, raw and adjusted.
         */
        get: operations["get_case_rates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/case_rates/{code}/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rate Cases
         * @description The cases behind one side of a rate: denominator, numerator, missed, left_out, excluded.
         */
        get: operations["list_rate_cases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/case_suspension_reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Suspension Reasons
         * @description For which reasons a case may be suspended, and for how long.
         */
        get: operations["list_suspension_reasons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/case_units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Case Units
         * @description The open cases of each unit within the caller's scope, near due and overdue; most overdue first.
         */
        get: operations["list_case_units"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Cases
         * @description Cases within the caller's scope; `sort=due` puts the nearest limit first. `after`, the id of the last
         *     row seen, goes on from there (newest first). A total of 10,001 stands for more than 10,000.
         */
        get: operations["list_cases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Cases
         * @description The same list as an Excel file, within the same scope and filters.
         */
        get: operations["export_cases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Case
         * @description A case with its sub-cases, steps, clocks and the acts open to the caller.
         */
        get: operations["get_case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/act_first": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act First On Case
         * @description 先办后议: this unit acts at once.
         */
        post: operations["act_first_on_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/add_co_unit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Co Unit To Case
         * @description 增派协办: one more unit, with its own sub-case and task.
         */
        post: operations["add_co_unit_to_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive Case
         * @description 归档.
         */
        post: operations["archive_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/ask_exclusion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Exclusion Of Case
         * @description 申请考核剔除, with evidence.
         */
        post: operations["ask_exclusion_of_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/ask_extension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Extension Of Case
         * @description 申请延期, before the limit ends.
         */
        post: operations["ask_extension_of_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/ask_signatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Signatures On Case
         * @description 会签: these units sign before the case goes on.
         */
        post: operations["ask_signatures_on_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/assign_down": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign Case Down
         * @description 下派 to a unit right below, which gets a sub-case.
         */
        post: operations["assign_case_down"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Case
         * @description 结案 by the matter's closing standard.
         */
        post: operations["close_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/close_with_reason": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Case With Reason
         * @description 说明理由结案, although somebody was not satisfied.
         */
        post: operations["close_case_with_reason"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Contact Case
         * @description 首次联系 with the citizen.
         */
        post: operations["contact_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/dispatch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dispatch Case
         * @description 分拨 a case that no duty item could place.
         */
        post: operations["dispatch_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/establish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Establish Case
         * @description 核实立案 on the supervising side.
         */
        post: operations["establish_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explain Case
         * @description The proof chain on one page: raw readings ← alert ← event ← dispatch ← steps, messages, facts.
         */
        get: operations["explain_case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/grant_exclusion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Grant Exclusion Of Case
         * @description 同意考核剔除: the adjusted figure leaves the case out.
         */
        post: operations["grant_exclusion_of_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/grant_extension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Grant Extension Of Case
         * @description 同意延期.
         */
        post: operations["grant_extension_of_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/handle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Handle Case
         * @description 处置, with photographs before and after.
         */
        post: operations["handle_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/meet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Meet On Case
         * @description 疑难会商: what a hard-case meeting found.
         */
        post: operations["meet_on_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge Case
         * @description 并案 into another open case.
         */
        post: operations["merge_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/raise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Raise Case
         * @description 提级: the next higher unit leads.
         */
        post: operations["raise_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/rate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rate Case
         * @description 综合评价 of a closed case, 1 to 5.
         */
        post: operations["rate_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/re_dispatch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Re Dispatch Case
         * @description 改派 to another unit; grants a return if one was asked.
         */
        post: operations["re_dispatch_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/redo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redo Case
         * @description 重办, once, under the next higher unit.
         */
        post: operations["redo_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/refuse_exclusion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse Exclusion Of Case
         * @description 不予考核剔除, with a reason.
         */
        post: operations["refuse_exclusion_of_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/refuse_extension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse Extension Of Case
         * @description 不予延期, with a reason.
         */
        post: operations["refuse_extension_of_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/refuse_return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse Return Of Case
         * @description 不予退单, with a reason.
         */
        post: operations["refuse_return_of_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/reply_order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reply To Order Of Case
         * @description 回复督办.
         */
        post: operations["reply_to_order_of_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/report_in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report In On Case
         * @description 部门报到.
         */
        post: operations["report_in_on_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/report_up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report Case Up
         * @description 上报 to the unit right above.
         */
        post: operations["report_case_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume Case
         * @description 恢复办理: what was left of each limit goes on.
         */
        post: operations["resume_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Return Case
         * @description 退单: asked here, decided by the dispatcher; meanwhile the unit stays responsible and the clocks
         *     run.
         */
        post: operations["return_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Review Case
         * @description 办结审核 by the dispatch centre; passed, the reply goes out to every appeal.
         */
        post: operations["review_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rule On Case
         * @description 裁决: binds, and proposes a change of the duty list.
         */
        post: operations["rule_on_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Case
         * @description 签署会签意见.
         */
        post: operations["sign_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/sign_off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Off Order Of Case
         * @description 督办销号, or its reply sent back.
         */
        post: operations["sign_off_order_of_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/supervise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Supervise Case
         * @description 督办: a numbered order with its own deadline.
         */
        post: operations["supervise_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend Case
         * @description 挂起 for a listed reason; it ends by itself.
         */
        post: operations["suspend_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Case
         * @description 签收.
         */
        post: operations["take_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer Case
         * @description 转办 by the holder, within its line or to the unit above or below.
         */
        post: operations["transfer_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/transfer_out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer Case Out
         * @description 转出: it belongs to somebody outside of this system.
         */
        post: operations["transfer_case_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/urge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Urge Case
         * @description 催办: a reminder that asks for no reply.
         */
        post: operations["urge_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify Case
         * @description 现场核查 by an inspector of a unit that never handled the case.
         */
        post: operations["verify_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void Case
         * @description 作废, with a reason; the case stays and is counted apart.
         */
        post: operations["void_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case_id}/whistle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whistle On Case
         * @description 镇街吹哨: a department is called, and its 报到 is clocked.
         */
        post: operations["whistle_on_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/city-codes/{city_code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Scan
         * @description What the plate with this 城市码 belongs to; what I may not see is as unknown as what is not there.
         */
        get: operations["scan_city_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/city-codes/{city_code}/qr": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Qr
         * @description The QR code of a record's plate: it opens the page of the scan on this instance.
         */
        get: operations["city_code_qr"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cockpit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cockpit
         * @description 驾驶舱: the five figures of my charge to look at first, each with why.
         */
        get: operations["get_cockpit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cockpit/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Subscribe
         * @description Choose the figures of my cockpit.
         */
        put: operations["subscribe_cockpit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cockpit/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Causes
         * @description What made a figure move, by areas below and by dimension, and who owns it.
         */
        get: operations["get_cockpit_causes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/commands/{command_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraw Command */
        post: operations["withdraw_command"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Connectors
         * @description Platforms and device ports with their health, those in trouble first.
         */
        get: operations["list_connectors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connectors/{connector_id}/kept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Kept Frames
         * @description Frames and documents that could not be taken, the newest first.
         */
        get: operations["list_kept_frames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datastreams/{datastream_id}/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Latest */
        get: operations["get_latest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datastreams/{datastream_id}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Series
         * @description Readings with start <= observed_at < end, by default the last 24 hours; `marked`: only those that are
         *     flagged, late or corrected.
         */
        get: operations["get_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definition_ground": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ground
         * @description What a definition may be made from.
         */
        get: operations["get_definition_ground"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definition_preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview
         * @description 试算 a draft before its review.
         */
        post: operations["preview_definition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Definitions
         * @description Every definition; drafts for those who keep them.
         */
        get: operations["list_definitions"];
        put?: never;
        /**
         * Create
         * @description 定义: a new indicator, as a draft.
         */
        post: operations["create_definition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Definition
         * @description A definition with its versions and how they differ; draft and history for those who keep it.
         */
        get: operations["get_definition_detail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/{code}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description 审核通过, by another person than who wrote it.
         */
        post: operations["approve_definition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/{code}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Discard
         * @description 放弃草稿.
         */
        post: operations["discard_definition_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/{code}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Compose
         * @description 修订: the draft of the next version.
         */
        put: operations["compose_definition"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/{code}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description 发布, in force from its day on.
         */
        post: operations["publish_definition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/{code}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retire
         * @description 停用 from a day on, with the reason.
         */
        post: operations["retire_definition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/{code}/send-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Back
         * @description 退回修改, with the reason.
         */
        post: operations["send_back_definition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/{code}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description 提交审核.
         */
        post: operations["submit_definition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/desks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Desks
         * @description The duty desks (值班席).
         */
        get: operations["list_desks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register Thing
         * @description Register one thing, or change one that was registered so; packs' own things stay the packs'.
         */
        post: operations["register_thing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/by-code/{city_code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Thing By City Code
         * @description The thing whose plate shows this 城市码.
         */
        get: operations["thing_by_city_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Device Coverage
         * @description 在线率 by kind, for each area right below one; without an area from the top.
         */
        get: operations["device_coverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/coverage/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Coverage Gaps
         * @description 感知空白: the areas of one level below an area in which no visible thing of a kind stands.
         */
        get: operations["coverage_gaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/enrolment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enrol File
         * @description Register a list of devices; answers the list of their tokens as .xlsx, shown this once.
         */
        post: operations["enrol_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/enrolment/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enrolment Template
         * @description An empty list of devices as .xlsx.
         */
        get: operations["enrolment_template"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/scroll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Scroll Things
         * @description Things by id from a cursor on: no count, no page number, the same speed at any depth.
         */
        get: operations["scroll_things"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{thing_id}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Commands */
        get: operations["list_commands"];
        put?: never;
        /**
         * Command Thing
         * @description Have a thing do something that its model offers.
         */
        post: operations["command_thing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{thing_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke Device
         * @description Cut a device off at once; an open connection ends.
         */
        post: operations["revoke_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{thing_id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enrol Device
         * @description A new token, shown once; the one before stops working at once.
         */
        post: operations["enrol_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload
         * @description Hand in a picture (JPEG, PNG, WebP, at most 10 MB); time and place of the phone fill what it lacks.
         */
        post: operations["upload_document"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/documents/{document_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Document */
        get: operations["get_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/documents/{document_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Content
         * @description The picture itself, narrower where `width` asks for it. It never runs as a page.
         */
        get: operations["document_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Events
         * @description 城市事件, newest first, within the caller's scope.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Events
         * @description The same list as an Excel file, within the same scope and filters.
         */
        get: operations["export_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Event
         * @description An event with its alerts, its process or its children, and its history.
         */
        get: operations["get_event"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{event_id}/grade": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Grade Event
         * @description Grade an event (事件分级): by a person, with a reason; no other ladder moves with it.
         */
        post: operations["grade_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exchange/appeals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand In Appeal
         * @description Another system hands in an appeal: signed with HMAC-SHA256 over "<seconds>.<key>.<body>".
         */
        post: operations["hand_in_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exchange/cti/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cti Call
         * @description A call rings at the switch; its operators are told.
         */
        post: operations["cti_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exchange/cti/calls/{call_id}/ended": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cti Ended
         * @description The call is over; its recording goes to its appeal.
         */
        post: operations["cti_ended"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exchange/cti/calls/{call_id}/transfers/{transfer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cti Transfer Ended
         * @description What became of a transfer to an emergency number.
         */
        post: operations["cti_transfer_ended"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exchange/cti/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cti Transfers
         * @description The transfers that operators asked for and the switch has still to make.
         */
        post: operations["cti_transfers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exchange/hotline/day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hotline Day
         * @description 对账: our list of a day, for the other side to compare.
         */
        post: operations["hotline_day"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exchange/hotline/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hotline Messages
         * @description Another hotline's messages about shared orders: each taken once, in the order of its number.
         */
        post: operations["hotline_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fill
         * @description 填报 one figure as a draft.
         */
        post: operations["fill_figure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Figures
         * @description 指标目录: every definition in force with its present value.
         */
        get: operations["list_figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/collection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Collection
         * @description How far a figure is collected from the areas (of the widest one that one reviews), what is overdue, and
         *     差额.
         */
        get: operations["figure_collection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/form.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figure Form
         * @description The same as an Excel sheet to be filled in.
         */
        get: operations["figure_form"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys
         * @description The keys that I have made.
         */
        get: operations["list_figure_keys"];
        put?: never;
        /**
         * Issue
         * @description A new key for a system that reports for me; shown this once.
         */
        post: operations["issue_figure_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/keys/{key}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke
         * @description Nothing is taken under it any more.
         */
        post: operations["revoke_figure_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My Figures
         * @description What the caller's area has to fill in for a month, with what is held already.
         */
        get: operations["my_figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Overview
         * @description Everything that is asked for with a month, and where each area stands.
         */
        get: operations["figure_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description 发布 as 初步 or 最终; all or none.
         */
        post: operations["publish_figures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Push
         * @description Figures from a department's own system, with `Authorization: Bearer <key>`: reported for the person who
         *     made the key, of that person's area alone. The same batch under the same number is taken once.
         */
        post: operations["push_figures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report
         * @description 上报.
         */
        post: operations["report_figure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Back
         * @description 退回, with the reason and the fields that are wrong.
         */
        post: operations["return_figure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Review
         * @description 审核通过, by another person than the filler; all or none.
         */
        post: operations["review_figures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/revise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revise
         * @description 修订: another number for what is published, with the reason; it stands until that is published.
         */
        post: operations["revise_figure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read Sheet
         * @description Keep a filled-in sheet as drafts; with a fault nothing, unless `keep` asks for the right rows.
         */
        post: operations["read_figure_sheet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Targets
         * @description Every target of a year that was set here, the one in force last.
         */
        get: operations["list_figure_targets"];
        put?: never;
        /**
         * Set Target
         * @description What an area is to reach in a year.
         */
        post: operations["set_figure_target"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/urge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Urge
         * @description 催报 everyone who has not reported.
         */
        post: operations["urge_figures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Figure
         * @description One figure of an area and period, with its history and the areas below.
         */
        get: operations["get_figure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Flows
         * @description Every case flow, in the version that new cases get.
         */
        get: operations["list_flows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flows/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Flow
         * @description A flow as nodes and edges, for drawing; without a version the one that new cases get.
         */
        get: operations["get_flow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Grant Role
         * @description Give a role to somebody else.
         */
        post: operations["grant_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grants/{grant_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke Grant
         * @description Take a role back.
         */
        post: operations["revoke_grant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Graph
         * @description 业务图谱: the chain duty, matter, flow, table, indicator, owner through one of its nodes.
         */
        get: operations["get_business_graph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/hand-overs/{hand_over_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Hand Over
         * @description The hand-over list with its signatures; for the desk's officers and whoever answers for its area.
         */
        get: operations["get_hand_over"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/hand-overs/{hand_over_id}/sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Hand Over
         * @description Sign as outgoing or incoming officer; with both signatures the rights move to the incoming one.
         */
        post: operations["sign_hand_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imported_tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tables
         * @description The tables that are filled by Excel or CSV in my area.
         */
        get: operations["list_imported_tables"];
        put?: never;
        /**
         * Declare
         * @description A new table with its columns.
         */
        post: operations["declare_imported_table"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imported_tables/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Table
         * @description One table with its history, its newest rows, and who counts it.
         */
        get: operations["get_imported_table"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imported_tables/{code}/form.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Form
         * @description An empty Excel sheet with the headings of a table.
         */
        get: operations["imported_table_form"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imported_tables/{code}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read
         * @description The rows of a sheet (.xlsx or .csv), all of them or none; with `replace` instead of those there are.
         */
        post: operations["import_table_rows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imported_tables/{code}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description 停用, with the reason; its rows stay.
         */
        post: operations["withdraw_imported_table"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Indicators
         * @description The definitions in force.
         */
        get: operations["list_indicators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/indicators/movers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Movers
         * @description This month's figures that moved most against the month before.
         */
        get: operations["list_indicator_movers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/indicators/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Values
         * @description Several figures of one area in the period that the day `on` lies in; by `dimension` split by its
         *     members.
         */
        get: operations["list_indicator_values"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/indicators/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Definition
         * @description One definition.
         */
        get: operations["get_indicator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/indicators/{code}/children": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Children
         * @description The same figure in the areas right below, and what lies in none of them.
         */
        get: operations["list_indicator_children"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/indicators/{code}/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Forecast
         * @description 预测: the coming periods of a figure with an interval and the back-test, or why there is none.
         */
        get: operations["get_indicator_forecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/indicators/{code}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List History
         * @description The last periods up to the present one, oldest first.
         */
        get: operations["list_indicator_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/indicators/{code}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Revisions
         * @description How a final value was changed: old, new, why.
         */
        get: operations["list_indicator_revisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/indicators/{code}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rows
         * @description The very rows beneath a value, as far as the asker may see them.
         */
        get: operations["list_indicator_rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Instructions
         * @description 批示件 that I may see, open ones by deadline; `mine`: those whose turn is mine.
         */
        get: operations["list_instructions"];
        put?: never;
        /**
         * Enter
         * @description 录入, by a secretary or by the leader himself; 交办 at once where units and deadline are named.
         */
        post: operations["enter_instruction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Instructions
         * @description The same list as an Excel file; words only where I may read them.
         */
        get: operations["export_instructions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions/leaders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Leaders
         * @description The leaders of my level, whose words I may enter.
         */
        get: operations["list_instruction_leaders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions/{instruction_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Instruction
         * @description One paper with its units and history.
         */
        get: operations["get_instruction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions/{instruction_id}/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Again
         * @description 再批示, with its own deadline.
         */
        post: operations["write_instruction_again"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions/{instruction_id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign
         * @description 交办, by the leader himself or the secretary who keeps it.
         */
        post: operations["assign_instruction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions/{instruction_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close
         * @description 办结.
         */
        post: operations["close_instruction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions/{instruction_id}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop
         * @description 作废, with the reason.
         */
        post: operations["drop_instruction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions/{instruction_id}/feed-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Feed Back
         * @description 反馈, with attachments; the lead's brings it back to the leader.
         */
        post: operations["feed_back_instruction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instructions/{instruction_id}/sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign
         * @description 签收.
         */
        post: operations["sign_instruction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Knowledge
         * @description Entries, best fits first where `q` asks something. `state` also takes review, review_due, ending.
         */
        get: operations["list_knowledge"];
        put?: never;
        /**
         * Write Knowledge
         * @description A new entry of one's own unit, as a draft. Every fault is told at once, by field.
         */
        post: operations["write_knowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Corrections
         * @description Corrections, the most pressing first; `mine`: those that my own unit answers.
         */
        get: operations["list_knowledge_corrections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/corrections/{correction_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer Correction
         * @description The author unit's answer: corrected (a newer text exists) or refused, with the reason.
         */
        post: operations["answer_knowledge_correction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Knowledge
         * @description The same list as an Excel file, whole texts; its first columns are those that an import takes.
         */
        get: operations["export_knowledge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Knowledge
         * @description Drafts of one's own unit from an Excel file, all of it or nothing; every wrong cell is named.
         */
        post: operations["import_knowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suggest Answers
         * @description Published entries that may answer what is being typed, best first.
         */
        post: operations["suggest_answers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Knowledge Terms
         * @description The terms in force: days of warning, of answering a correction, between two reviews.
         */
        get: operations["knowledge_terms"];
        /**
         * Set Knowledge Terms
         * @description Set the terms, for limits that begin from now on.
         */
        put: operations["set_knowledge_terms"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/{entry_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Knowledge
         * @description One entry by id or number, with its texts, steps, corrections, and what this person may do.
         */
        get: operations["get_knowledge"];
        /**
         * Rewrite Knowledge
         * @description Another text; what is published stands until a second person publishes the new one.
         */
        put: operations["rewrite_knowledge"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/{entry_id}/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Review
         * @description Put the newest text forward for a second person's review.
         */
        post: operations["ask_knowledge_review"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/{entry_id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Question
         * @description Say what is wrong with a published entry; its unit answers within the terms.
         */
        post: operations["question_knowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/{entry_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description Publish the text that somebody else wrote and put forward.
         */
        post: operations["publish_knowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/{entry_id}/reaffirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reaffirm
         * @description Its unit has looked at it again: it holds, until `review_due`.
         */
        post: operations["reaffirm_knowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/{entry_id}/send-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Back
         * @description Back to its author, with the reason in `note`.
         */
        post: operations["send_back_knowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/{entry_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description Take it down for good, with the reason in `note`: its own unit, or a reviewer.
         */
        post: operations["withdraw_knowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger-records/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Record
         * @description A record with its history, newest first, and what I may do with it.
         */
        get: operations["get_ledger_record"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger-records/{record_id}/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change
         * @description Other values for some fields.
         */
        post: operations["change_ledger_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger-records/{record_id}/deeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deeds
         * @description What routines did because of a record: events opened, records written.
         */
        get: operations["list_record_deeds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger-records/{record_id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move
         * @description A step of the record's life; whether I may, the step says (ledgers.keep or ledgers.review).
         */
        post: operations["move_ledger_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger-records/{record_id}/override": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Override
         * @description Set a class by hand, with a reason, until a day; the points stay what they are.
         */
        post: operations["override_record_score"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger-records/{record_id}/scores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Scores
         * @description The scores of a record by day, newest first, each line with its why.
         */
        get: operations["list_record_scores"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger-records/{record_id}/unmask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unmask
         * @description The personal data of a record in clear, for a purpose that is kept.
         */
        post: operations["unmask_ledger_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledgers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Ledgers
         * @description The ledgers that I may see.
         */
        get: operations["list_ledgers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledgers/{ledger}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Ledger
         * @description A ledger whole: fields, states, moves, and what I may do.
         */
        get: operations["get_ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledgers/{ledger}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Records
         * @description Records from an .xlsx file, all rows or none, every fault by its cell; `preview` only says what would
         *     be done.
         */
        post: operations["import_ledger_records"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledgers/{ledger}/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Map Records
         * @description The records in a frame (degrees WGS 84), or how many lie about where, where there are too many.
         */
        get: operations["map_ledger_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledgers/{ledger}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Records
         * @description Records, newest first or in the order asked; `after` turns the page by the last row seen.
         */
        get: operations["list_ledger_records"];
        put?: never;
        /**
         * Record
         * @description A new record.
         */
        post: operations["record_ledger_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledgers/{ledger}/records/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Records
         * @description The list as an Excel file that can be imported again; personal data masked.
         */
        get: operations["export_ledger_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledgers/{ledger}/template.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Template
         * @description An empty sheet with the headings of an import.
         */
        get: operations["ledger_template"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Matters
         * @description The matter catalogue (治理事项目录); `matter_class` takes a class of any of the three levels, `retired`
         *     asks for those that nobody declares any more.
         */
        get: operations["list_matters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checks
         * @description The catalogue held against the city: no owner, overlaps, units and areas that are gone.
         */
        get: operations["check_matters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Classes
         * @description The three levels of classes, each with how many matters lie below it.
         */
        get: operations["list_matter_classes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Drafts
         * @description Proposed changes of the duty list, the newest first.
         */
        get: operations["list_matter_drafts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/drafts/{draft}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Draft
         * @description One draft with what it would change.
         */
        get: operations["get_matter_draft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/drafts/{draft}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Approve or refuse another person's draft; an approval is the next version of the matter.
         */
        post: operations["decide_matter_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export
         * @description The whole catalogue as an Excel file that can be imported again. It holds no personal data.
         */
        get: operations["export_matters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Matters
         * @description Preview what an Excel file would change, or apply it; every fault is told by sheet and cell.
         */
        post: operations["import_matters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Words
         * @description The words of every matter, for choosing one while typing.
         */
        get: operations["list_matter_words"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Matter
         * @description A matter whole: definition, duty list, limits, steps, closing standard; `version` asks for an older
         *     one.
         */
        get: operations["get_matter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/{code}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Diff
         * @description What changed between two versions, sentence by sentence; `old` 0 is nothing.
         */
        get: operations["diff_matter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/{code}/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Propose
         * @description Propose a duty rule, its removal, or other words for the matter; a second person reviews it.
         */
        post: operations["propose_matter_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/{code}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve
         * @description Try the duty list: who would answer for this matter there, and why. Dispatches nothing.
         */
        post: operations["resolve_duty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matters/{code}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Versions
         * @description Every version of a matter, the newest first, and which one is in force.
         */
        get: operations["list_matter_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Messages
         * @description My messages, newest first.
         */
        get: operations["list_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Receipts
         * @description Receipts of the gateway, signed with the shared secret (X-Yiwang-Timestamp, X-Yiwang-Signature).
         */
        post: operations["take_receipts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages/{copy_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read Message
         * @description I have read it.
         */
        post: operations["read_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Models
         * @description 模型版本 by purpose, the newest first, with their evaluation and how often they were right in use.
         */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare Models
         * @description The active and the shadow version of a purpose on the same texts since the shadow began.
         */
        get: operations["compare_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Model
         * @description A version and its history.
         */
        get: operations["get_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{model_id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate Model
         * @description 启用, by another person than the one who trained it; the version before it is retired.
         */
        post: operations["activate_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{model_id}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retire Model
         * @description 停用.
         */
        post: operations["retire_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{model_id}/shadow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shadow Model
         * @description 影子运行: it answers beside the active one, unheard.
         */
        post: operations["shadow_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/observations/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Area Buckets
         * @description One property of all visible things below an area, for each area right below it; by default 30 days.
         */
        get: operations["get_area_buckets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/observations/buckets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Buckets
         * @description Several datastreams in buckets of one width, days beginning in Beijing; by default the last week.
         */
        get: operations["get_buckets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/observations/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Many Latest
         * @description The newest reading of each of at most 200 datastreams that has any.
         */
        get: operations["get_many_latest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Packs
         * @description 专题 with their scenes, layers, grades and, where one could not be loaded, its faults.
         */
        get: operations["list_packs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/install": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Install
         * @description Put the topic of a signed archive in force; what stood before is shown as changes.
         */
        post: operations["install_pack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look
         * @description What a signed archive would add, change and take away here, what is in use of it, and its faults.
         */
        post: operations["look_at_pack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/progress/{ticket}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Progress
         * @description How far one's own look, installation or removal is while it is under way.
         */
        get: operations["get_pack_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Standings
         * @description Every topic that is or was here, with its version and the newest act on it.
         */
        get: operations["list_pack_standings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/{pack}/installs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Installs
         * @description What was done to a topic here, newest first, each act with what it changed.
         */
        get: operations["list_pack_installs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/{pack}/leaving": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Leaving
         * @description What a removal would take away, and what is in use of it.
         */
        get: operations["look_at_pack_removal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/{pack}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove
         * @description Retire what a topic declared; its cases, records and figures stay.
         */
        post: operations["remove_pack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/{pack}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore
         * @description Take a removed topic up again as it stood; its matters, records and history go on.
         */
        post: operations["restore_pack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/appeals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Public Appeal
         * @description Appeal without an account; the tracking number in the answer is the key to it.
         */
        post: operations["public_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/appeals/{tracking}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Public Appeal State
         * @description How an appeal stands, by its tracking number.
         */
        get: operations["public_appeal_state"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/appeals/{tracking}/rate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Public Rate
         * @description Rate the reply; it stands for the call-back.
         */
        post: operations["public_rate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/appeals/{tracking}/supplement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Public Supplement
         * @description Add something to one's words.
         */
        post: operations["public_supplement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/appeals/{tracking}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Public Withdraw
         * @description Take the appeal back.
         */
        post: operations["public_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/benefits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Benefit
         * @description What I fit and how far it is.
         */
        post: operations["public_benefit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/benefits/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim
         * @description Claim it for myself.
         */
        post: operations["public_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Drafts
         * @description Drafts before the public, those that ask for something first.
         */
        get: operations["public_drafts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/drafts/{draft_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draft
         * @description A draft, what it asks for, the answers to opinions, how the vote came out.
         */
        get: operations["public_draft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/drafts/{draft_id}/ballots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cast
         * @description Vote, or vote otherwise until the vote ends.
         */
        post: operations["public_ballot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/drafts/{draft_id}/opinions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give
         * @description Give an opinion; its number is the key to what becomes of it.
         */
        post: operations["public_opinion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/knowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Public Knowledge
         * @description Public entries that may answer a citizen's question, whole; a bounded number of questions a minute.
         */
        get: operations["public_knowledge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/opinions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opinion
         * @description What became of an opinion, by its number.
         */
        get: operations["public_opinion_state"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Public Photo
         * @description Hand in a photograph (JPEG, PNG, WebP, at most 10 MB); its token puts it to one appeal.
         */
        post: operations["public_photo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Policies
         * @description The policies that may be claimed today.
         */
        get: operations["public_policies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quiet-hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Quiet Hours
         * @description 免打扰时段 in force.
         */
        get: operations["list_quiet_hours"];
        put?: never;
        /**
         * Set Quiet Hours
         * @description Set quiet hours of an area for notice and general alerts; graver ones never wait.
         */
        post: operations["set_quiet_hours"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quiet-hours/{quiet_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Quiet Hours
         * @description Take quiet hours back; what waited goes its way.
         */
        post: operations["cancel_quiet_hours"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Briefings
         * @description Briefings of my area and those sent to me, and those that I keep.
         */
        get: operations["list_briefings"];
        put?: never;
        /**
         * Create
         * @description A draft from the figures of now.
         */
        post: operations["make_briefing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Templates
         * @description The publications, and when the next issue of each is made by itself.
         */
        get: operations["list_briefing_templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Briefing
         * @description A briefing, whole; for those who keep it with what was left out, what was changed, and its history.
         */
        get: operations["get_briefing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description 审核通过, by another person than those who edited it.
         */
        post: operations["approve_briefing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check
         * @description The sources whose figures have moved since they were read.
         */
        get: operations["check_briefing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Discard
         * @description 作废, with the reason.
         */
        post: operations["discard_briefing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/file.docx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Word
         * @description The briefing as a Word document.
         */
        get: operations["download_briefing_word"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/file.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pdf
         * @description The briefing as a PDF.
         */
        get: operations["download_briefing_pdf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue
         * @description 签发: its number is given, and it goes to all whom it names.
         */
        post: operations["issue_briefing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Make the draft anew from the figures of now.
         */
        post: operations["refresh_briefing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace
         * @description 更正: a draft that will take the place of an issue.
         */
        post: operations["replace_briefing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/send-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Back
         * @description 退回修改, with the reason.
         */
        post: operations["send_back_briefing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description 提交审核.
         */
        post: operations["submit_briefing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description 撤回, with the reason.
         */
        post: operations["withdraw_briefing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{briefing}/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Edit
         * @description 编辑: reword or drop parts; a number that was changed is flagged as carried by no source.
         */
        put: operations["edit_briefing"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/routines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Routines
         * @description What topics have running: when each did something last, when it runs next, what failed.
         */
        get: operations["list_routines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/routines/{topic}/{scene}/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Routine
         * @description A routine with its newest rounds, and what it did for records that the reader may see.
         */
        get: operations["get_routine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/routines/{topic}/{scene}/{code}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run
         * @description Let a routine that runs by itself run now; the worker takes it up at once.
         */
        post: operations["run_routine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rules
         * @description 研判规则 with their false-alarm rates; `active=false` shows earlier versions too.
         */
        get: operations["list_rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Rule
         * @description A rule by its code: the version in force, every version with who wrote and who reviewed it, drafts.
         */
        get: operations["get_rule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rule Drafts
         * @description Drafts of rules, the newest first.
         */
        get: operations["list_rule_drafts"];
        put?: never;
        /**
         * Write Rule Draft
         * @description Propose a new rule, or other words for one in force. Every fault of the words is told at once.
         */
        post: operations["write_rule_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/drafts/{draft_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Rule Draft
         * @description One draft, and what this person may do with it.
         */
        get: operations["get_rule_draft"];
        /**
         * Change Rule Draft
         * @description Other words in one's own draft; a refused one is a draft again.
         */
        put: operations["change_rule_draft"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/drafts/{draft_id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Review Rule Draft
         * @description Approve or refuse another's draft; an approved one is in force at once. Nobody reviews his own.
         */
        post: operations["review_rule_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/drafts/{draft_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit Rule Draft
         * @description Ask for a second person's review.
         */
        post: operations["submit_rule_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/drafts/{draft_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw Rule Draft
         * @description Take one's own draft back.
         */
        post: operations["withdraw_rule_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rule Forms
         * @description Every kind of rule with the JSON Schema of its words and their defaults.
         */
        get: operations["list_rule_forms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/hazards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Hazards
         * @description What the rules in force watch for: whatever their packs declare.
         */
        get: operations["list_rule_hazards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Rule
         * @description 预演: how often a rule would have rung, beside the version in force; each time can be opened.
         */
        post: operations["preview_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/preview/{ticket}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Preview Progress
         * @description How far one's own preview is while it is under way.
         */
        get: operations["get_preview_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/preview/{ticket}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Preview
         * @description End one's own preview; whoever waits for it is answered 409.
         */
        post: operations["cancel_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search
         * @description Find cases, events, alerts, things, units and areas within what I may see.
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Session
         * @description Who I am, what I may do, and the token for unsafe requests.
         */
        get: operations["get_session"];
        put?: never;
        /**
         * Sign In
         * @description Sign in. The cookie is HttpOnly, SameSite=Lax, and Secure over HTTPS, which other machines must use.
         */
        post: operations["sign_in"];
        /**
         * Sign Out
         * @description Sign out: the session ends on the server, and the browser is told to forget what it kept.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Change my password; my other sessions end.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shelf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shelf
         * @description 专题货架: the topics that are open to me, with their lights and why, freshness and visits.
         */
        get: operations["list_topics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shelf/{topic}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description A topic, whole: boards, layers, matters, ledgers, cases, briefings in one place.
         */
        get: operations["get_topic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shelf/{topic}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Grant
         * @description 授权: open a topic to these roles and units and to nobody else, with the reason.
         */
        put: operations["grant_topic"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shelf/{topic}/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Visit
         * @description I am looking at it: counted once a day, without a trail.
         */
        post: operations["visit_topic"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Shifts
         * @description The roster: by default from yesterday to a week ahead, 31 days at most.
         */
        get: operations["list_shifts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shifts/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Current Shift
         * @description Who is on shift at a desk now, and the hand-over that waits.
         */
        get: operations["current_shift"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shifts/{shift_id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shift Log
         * @description The log of a shift (值班日志).
         */
        get: operations["shift_log"];
        put?: never;
        /**
         * Note In Shift Log
         * @description Add a line to my shift's log.
         */
        post: operations["note_in_shift_log"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shifts/{shift_id}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open Shift
         * @description Open my planned shift at an empty desk.
         */
        post: operations["open_shift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/situation/duty": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Duty Desk
         * @description The duty desk: shift, open items, log, hand-over.
         */
        get: operations["duty_desk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/situation/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Draw Up Hand Over
         * @description Draw up (or, unsigned, draw again) the hand-over with everything that is open now.
         */
        post: operations["draw_up_hand_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/situation/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Overview
         * @description Open alerts, events and cases by area and hazard, device health; by one of the two trees.
         */
        get: operations["situation_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/situation/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Standing
         * @description 平急状态 of an area (default: mine), and whether what I see is partly a demonstration.
         */
        get: operations["standing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Sources */
        get: operations["list_sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{source_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revoke Source */
        post: operations["revoke_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{source_id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue Source Token
         * @description A new token, shown once; the one before stops working at once.
         */
        post: operations["issue_source_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Drafts
         * @description The drafts of my unit, and those that I review.
         */
        get: operations["list_studio_drafts"];
        put?: never;
        /**
         * Create
         * @description Begin from a real scene, under names of its own.
         */
        post: operations["create_studio_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Detail
         * @description A draft with its files, versions, acts and rehearsals.
         */
        get: operations["get_studio_draft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description 审核通过, by somebody who wrote none of it.
         */
        post: operations["approve_studio_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop
         * @description 放弃; its versions are kept.
         */
        post: operations["drop_studio_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/editing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Editing
         * @description I have it open; who else has?
         */
        post: operations["edit_studio_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Save
         * @description Save the next version; refused where somebody saved meanwhile.
         */
        put: operations["save_studio_draft"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/install": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Install
         * @description 启用: the approved pack in force on the running city, with the reason.
         */
        post: operations["install_studio_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/pack.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export
         * @description The pack as a folder in a ZIP.
         */
        get: operations["export_studio_draft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/rehearse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rehearse
         * @description 预演 the saved version in an instance of its own.
         */
        post: operations["rehearse_studio_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/send-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Back
         * @description 退回修改, with the reason.
         */
        post: operations["send_back_studio_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description 提交审核: sound, and rehearsed in this very version.
         */
        post: operations["submit_studio_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/drafts/{draft}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Version
         * @description The files of a saved version.
         */
        get: operations["get_studio_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look
         * @description Every fault with its place and cure, and what the scene becomes.
         */
        post: operations["look_studio_files"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/rehearsals/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rehearsal
         * @description A rehearsal with every step that it has taken so far.
         */
        get: operations["get_studio_rehearsal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/rehearsals/{run}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel
         * @description Take it back, or end it.
         */
        post: operations["cancel_studio_rehearsal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studio/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Start
         * @description What a scene can begin from, and the grammar that the editor completes by.
         */
        get: operations["get_studio_start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Targets
         * @description The mission's own targets, each with what tells it, its value and date, else 未报.
         */
        get: operations["mission_targets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/appeals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Appeals
         * @description The appeals behind a signal or a figure, as far as one may see them.
         */
        get: operations["list_theme_appeals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/looked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Looked
         * @description When signals were last looked for, and whether the records suffice.
         */
        get: operations["themes_looked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Themes
         * @description 每月一题, the newest month first.
         */
        get: operations["list_monthly_themes"];
        put?: never;
        /**
         * Propose
         * @description 提出每月一题.
         */
        post: operations["propose_theme"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Themes
         * @description All monthly themes in one's scope as an Excel file.
         */
        get: operations["export_monthly_themes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly/{theme_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Theme
         * @description A monthly theme, whole, with its fall in appeals as of now.
         */
        get: operations["get_monthly_theme"];
        /**
         * Edit
         * @description 修改: a proposal whole, of an adopted theme its measures and tasks.
         */
        put: operations["edit_theme"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly/{theme_id}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adopt
         * @description 立题, by another person than the proposer.
         */
        post: operations["adopt_theme"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly/{theme_id}/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask
         * @description 提请销题, by the lead unit.
         */
        post: operations["ask_theme_sign_off"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly/{theme_id}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop
         * @description 不予立题, with the reason.
         */
        post: operations["drop_theme"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly/{theme_id}/send-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Back
         * @description 退回, by the leader whom the theme names, with the reason.
         */
        post: operations["send_back_theme"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly/{theme_id}/sign-off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Off
         * @description 销题, by the leader whom the theme names.
         */
        post: operations["sign_off_theme"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly/{theme_id}/tasks/{task_id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reopen Task
         * @description 任务退回: it is not done after all.
         */
        post: operations["reopen_theme_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/monthly/{theme_id}/tasks/{task_id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report Task
         * @description 填报任务, by the people of its own unit.
         */
        post: operations["report_theme_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/ranking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ranking
         * @description Appeals by area, class, matter or unit, with the time before; rows add up to the total.
         */
        get: operations["rank_appeals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/ranking/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Ranking
         * @description The ranking as an Excel file.
         */
        get: operations["export_ranking"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/repeated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Repeated
         * @description 重复诉求: `kind` event, person, redo or all.
         */
        get: operations["list_repeated"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/repeated/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Repeated
         * @description The list of repeats as an Excel file.
         */
        get: operations["export_repeated"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Signals
         * @description 热点 and 弱信号; `on` asks for those that stood open at the end of that day.
         */
        get: operations["list_signals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/signals/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Signals
         * @description The list of signals as an Excel file.
         */
        get: operations["export_signals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/signals/{signal_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Signal
         * @description A signal with its history and why it is one.
         */
        get: operations["get_signal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/themes/signers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Signers
         * @description The leaders who could sign a theme of this area.
         */
        get: operations["list_signers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/thing-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Thing Models */
        get: operations["list_thing_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/things": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Things */
        get: operations["list_things"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/things/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Things
         * @description The same list as an Excel file, within the same scope and filters.
         */
        get: operations["export_things"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/things/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Device Health
         * @description How many of the things that a list with these filters shows are online, silent, never heard, faulty.
         */
        get: operations["device_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/things/points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Thing Points
         * @description Things as GeoJSON; where the box holds more than 5,000, cells with how many stand in each.
         */
        get: operations["thing_points"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/things/{thing_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Thing */
        get: operations["get_thing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/thresholds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Every stretch of days that an area's thresholds were set for, with who set them and why.
         */
        get: operations["list_thresholds"];
        put?: never;
        /**
         * Set Here
         * @description Thresholds of an area from a day on; those without an end end the day before.
         */
        post: operations["set_thresholds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/thresholds/{span}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End
         * @description They end before a day; those that have not begun are taken back.
         */
        post: operations["end_thresholds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Units
         * @description The directory of units, open to everyone who works here. `area` is a managed path; `names`, with
         *     commas, asks for the units of these whole names, long or short.
         */
        get: operations["list_units"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Unit */
        get: operations["get_unit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Users
         * @description People within my area.
         */
        get: operations["list_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{user_id}/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set User Active
         * @description Disable or enable a person; disabling ends his sessions at once.
         */
        post: operations["set_user_active"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{user_id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Grants
         * @description Every role that a person has or had.
         */
        get: operations["list_grants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{user_id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset Password
         * @description Give somebody else a new generated password, to be changed at the next sign-in.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ActBody
         * @description An act on the entry's version as the person saw it; `note` is the reason where one is needed.
         */
        ActBody: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Review Due */
            review_due?: string | null;
            /** Version */
            version: number;
        };
        /** ActiveBody */
        ActiveBody: {
            /** Active */
            active: boolean;
        };
        /** AddCoUnitBody */
        AddCoUnitBody: {
            /**
             * Task En
             * @default
             */
            task_en: string;
            /** Task Zh */
            task_zh: string;
            /** Unit */
            unit: string;
            /** Version */
            version?: number | null;
        };
        /**
         * Addressees
         * @description 报、送 or 发: how they are named, and whom that means.
         */
        Addressees: {
            /** En */
            en: string;
            /** Units */
            units: string[];
            /** Users */
            users: string[];
            /** Zh */
            zh: string;
        };
        /**
         * AgainBody
         * @description The shared order whose messages are to be sent again.
         */
        AgainBody: {
            /** External No */
            external_no: string;
        };
        /**
         * AimRow
         * @description What one area is to reach in the year and how it is judged today, where each comes from, and where it
         *     stands. `span` are the thresholds of today where they were set for the area itself, `others` those that
         *     it has today for other kinds of period, `coming` those that begin later; `target_version` is 0 where no
         *     target was set for it here.
         */
        AimRow: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Basis */
            basis: string;
            /** Coming */
            coming: components["schemas"]["SpanRow"][];
            /** Good */
            good: number | null;
            /** Level */
            level: ("good" | "watch" | "bad") | null;
            /** May Set */
            may_set: boolean;
            /** Others */
            others: components["schemas"]["SpanRow"][];
            /** Progress Gap */
            progress_gap: number | null;
            /** Reached */
            reached: number | null;
            span: components["schemas"]["SpanRow"] | null;
            /** Target */
            target: number | null;
            /** Target Area */
            target_area: string;
            /**
             * Target By
             * @enum {string}
             */
            target_by: "set" | "above" | "definition" | "none";
            /** Target Version */
            target_version: number;
            /** Thresholds Area */
            thresholds_area: string;
            /**
             * Thresholds By
             * @enum {string}
             */
            thresholds_by: "set" | "above" | "definition" | "none";
            /** Value */
            value: number | null;
            /** Watch */
            watch: number | null;
        };
        /**
         * AimTable
         * @description The aims of a figure in an area and those right below it, the area itself first. `adds`: the target of
         *     an area is not that of those below it. `period` is of the kind that is looked at, one of `kinds`.
         */
        AimTable: {
            /** Adds */
            adds: boolean;
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Code */
            code: string;
            /** Decimals */
            decimals: number;
            /**
             * Direction
             * @enum {string}
             */
            direction: "up" | "down" | "none";
            /** Kinds */
            kinds: ("day" | "week" | "month" | "quarter" | "year" | "to_date")[];
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            period: components["schemas"]["Period"];
            /** Rows */
            rows: components["schemas"]["AimRow"][];
            /** Unit */
            unit: string;
            /** Year */
            year: number;
        };
        /**
         * AimsRead
         * @description What was made of a sheet of aims: its rows, targets and thresholds that are others now.
         */
        AimsRead: {
            /** Rows */
            rows: number;
            /** Targets */
            targets: number;
            /** Thresholds */
            thresholds: number;
        };
        /**
         * Alert
         * @description One alert, from the reading that began it to its ending.
         */
        Alert: {
            /** Acknowledged At */
            acknowledged_at?: string | null;
            /**
             * Acknowledged By
             * @default
             */
            acknowledged_by: string;
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Area Path */
            area_path: string;
            /** Cleared At */
            cleared_at: string | null;
            /**
             * Confirm
             * @enum {string}
             */
            confirm: "auto" | "duty_officer" | "grid_worker" | "camera";
            /** Datastream Id */
            datastream_id: string;
            /** Demonstration */
            demonstration: boolean;
            /** Ended At */
            ended_at: string | null;
            /** Ended By */
            ended_by: string;
            /** Episodes */
            episodes: number;
            /** Fault */
            fault: boolean;
            /** Hazard */
            hazard: string;
            /**
             * Held
             * @default
             * @enum {string}
             */
            held: "" | "maintenance" | "quiet";
            /**
             * Held By
             * @default
             */
            held_by: string;
            /** Id */
            id: string;
            /** Key */
            key: string;
            /** Lat */
            lat: number | null;
            /** Late */
            late: boolean;
            /** Limit */
            limit: number | null;
            /** Lon */
            lon: number | null;
            /** Matter */
            matter: string | null;
            /**
             * Observed At
             * Format: date-time
             */
            observed_at: string;
            /** Outcome */
            outcome: ("true" | "false_alarm" | "device_fault" | "duplicate" | "drill" | "maintenance") | null;
            /**
             * Page
             * @default
             */
            page: string;
            /** Peak */
            peak: number | null;
            /** Position */
            position?: number | null;
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /** Reason */
            reason: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Rule Code */
            rule_code: string;
            /** Rule Id */
            rule_id: string;
            /**
             * Rule Kind
             * @enum {string}
             */
            rule_kind: "threshold" | "silence" | "flat_line" | "out_of_range" | "rate" | "seasonal" | "combined" | "unusual";
            /** Rule Name */
            rule_name: string;
            /** Rule Version */
            rule_version: string;
            /** Sentence En */
            sentence_en: string;
            /** Sentence Zh */
            sentence_zh: string;
            /**
             * Series
             * @default
             */
            series: string;
            /**
             * Severity
             * @enum {string}
             */
            severity: "notice" | "general" | "important" | "urgent";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "ended";
            /** Thing Id */
            thing_id: string;
            /** Thing Name */
            thing_name: string;
            /** Unit */
            unit: string;
            /** Usual */
            usual?: number | null;
            /** Value */
            value: number | null;
            /** Version */
            version: number;
        };
        /**
         * AlertDetail
         * @description An alert with the rule version that raised it, its episodes, and what this person may do.
         */
        AlertDetail: {
            /**
             * Acknowledged By Name
             * @default
             */
            acknowledged_by_name: string;
            alert: components["schemas"]["Alert"];
            /** Allowed */
            allowed: string[];
            /**
             * Ended By Name
             * @default
             */
            ended_by_name: string;
            /** Joined */
            joined: components["schemas"]["AlertEpisode"][];
            /**
             * Members
             * @default []
             */
            members: components["schemas"]["AlertMember"][];
            quiet?: components["schemas"]["QuietHours"] | null;
            rule: components["schemas"]["Rule"];
            window?: components["schemas"]["Window"] | null;
        };
        /** AlertEpisode */
        AlertEpisode: {
            /** Cleared At */
            cleared_at: string | null;
            /** Key */
            key: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
        };
        /**
         * AlertMember
         * @description One of the watches that a combined alert counted.
         */
        AlertMember: {
            /** Datastream Id */
            datastream_id: string;
            /** Rule Code */
            rule_code: string;
        };
        /** AlertProof */
        AlertProof: {
            /** Alert Id */
            alert_id: string;
            /** Cleared At */
            cleared_at: string | null;
            /** Confirm */
            confirm: string;
            /** Confirmed At */
            confirmed_at: string | null;
            /** Confirmed By */
            confirmed_by: string;
            /** Observed At */
            observed_at: string | null;
            /** Outcome */
            outcome: string;
            /** Raised At */
            raised_at: string | null;
            readings: components["schemas"]["ReadingsProof"] | null;
            /** Reason */
            reason: string;
            /** Received At */
            received_at: string | null;
            /** Rule Code */
            rule_code: string;
            /** Rule Name */
            rule_name: string;
            /** Rule Version */
            rule_version: string;
            /** Sentence En */
            sentence_en: string;
            /** Sentence Zh */
            sentence_zh: string;
            /** Thing Id */
            thing_id: string;
            /** Thing Name */
            thing_name: string;
        };
        /**
         * AlertsAsked
         * @description What a list may be narrowed by; `severity` may name several with commas.
         */
        AlertsAsked: {
            /** Acknowledged */
            acknowledged?: boolean | null;
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Datastream
             * @default
             */
            datastream: string;
            /** Fault */
            fault?: boolean | null;
            /**
             * Hazard
             * @default
             */
            hazard: string;
            /** Held */
            held?: boolean | null;
            /** Late */
            late?: boolean | null;
            /**
             * Outcome
             * @default
             */
            outcome: string;
            /**
             * Q
             * @default
             */
            q: string;
            /** Ringing */
            ringing?: boolean | null;
            /**
             * Rule
             * @default
             */
            rule: string;
            /**
             * Series
             * @default
             */
            series: string;
            /**
             * Severity
             * @default
             */
            severity: string;
            /**
             * State
             * @default
             */
            state: string;
            /**
             * Thing
             * @default
             */
            thing: string;
        };
        /** AnswerBody */
        AnswerBody: {
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "corrected" | "refused";
            /** Text */
            text: string;
            /** Version */
            version: number;
        };
        /**
         * AnswerHint
         * @description An entry that may answer what somebody types. `score` is between 0 and 1, higher fits better.
         */
        AnswerHint: {
            /** Excerpt */
            excerpt: string;
            /** Id */
            id: string;
            /** Number */
            number: string;
            /** Score */
            score: number;
            /** Title */
            title: string;
            /** Unit Name */
            unit_name: string;
            /** Valid Until */
            valid_until: string | null;
        };
        /**
         * Appeal
         * @description An appeal, whole. `suggestion` is what a model proposed, if one did; `grids` is where it lies, one of
         *     each scheme, by its point, by the words, or because its village has only that one.
         */
        Appeal: {
            /** Against */
            against: string[];
            /** Allowed */
            allowed: string[];
            /** Grids */
            grids: components["schemas"]["AppealGrid"][];
            /** History */
            history: components["schemas"]["AppealLine"][];
            /** Public Text */
            public_text: string;
            /** Recording Id */
            recording_id: string;
            row: components["schemas"]["AppealRow"];
            /** Siblings */
            siblings: components["schemas"]["AppealRow"][];
            /** Suggestion */
            suggestion: {
                [key: string]: unknown;
            } | null;
        };
        /** AppealDispatchBody */
        AppealDispatchBody: {
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Crs
             * @default wgs84
             */
            crs: string;
            /** Lat */
            lat?: number | null;
            /** Lon */
            lon?: number | null;
            /** Matter */
            matter: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Urgency
             * @default
             */
            urgency: string;
            /** Version */
            version?: number | null;
        };
        /**
         * AppealFilters
         * @description What a list may be narrowed by; `area` is an area id or a managed path, `mine=1` what waits for me.
         */
        AppealFilters: {
            /** Accepted */
            accepted?: boolean | null;
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Channel
             * @default
             */
            channel: string;
            /** Collective */
            collective?: boolean | null;
            /** Confidential */
            confidential?: boolean | null;
            /**
             * Event
             * @default
             */
            event: string;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Matter
             * @default
             */
            matter: string;
            /**
             * Mine
             * @default false
             */
            mine: boolean;
            /**
             * Q
             * @default
             */
            q: string;
            /** Repeated */
            repeated?: boolean | null;
            /** Sensitive */
            sensitive?: boolean | null;
            /** Since */
            since?: string | null;
            /**
             * Sort
             * @default
             */
            sort: string;
            /**
             * Stage
             * @default
             */
            stage: string;
            /**
             * State
             * @default
             */
            state: string;
            /** Until */
            until?: string | null;
            /**
             * Urgency
             * @default
             */
            urgency: string;
        };
        /**
         * AppealGrid
         * @description A grid that an appeal lies in, of one scheme, and who works there.
         */
        AppealGrid: {
            /** Code */
            code: string;
            /** Grid Id */
            grid_id: string;
            /** Name */
            name: string;
            /** Scheme */
            scheme: string;
            /** Worker Name */
            worker_name: string;
        };
        /**
         * AppealLine
         * @description One line of an appeal's history.
         */
        AppealLine: {
            /** Act */
            act: string;
            /** Actor */
            actor: string;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Stage */
            stage: string;
            /** State */
            state: string;
            /** Text */
            text: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /** AppealMergeBody */
        AppealMergeBody: {
            /** Into */
            into: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Version */
            version?: number | null;
        };
        /** AppealReasonBody */
        AppealReasonBody: {
            /** Reason */
            reason: string;
            /** Version */
            version?: number | null;
        };
        /**
         * AppealRow
         * @description An appeal in a list, as far as the one who asks may know it.
         *
         *     `text` holds no telephone or identity number; of a confidential appeal it is the operator's public text.
         *     `reporter` and `phone` are masked (冯**, 138****5678), or 保密. `round` counts the times it went to work.
         */
        AppealRow: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Area Path */
            area_path: string;
            /** Attachments */
            attachments: string[];
            /** Attempts */
            attempts: number;
            /** Channel */
            channel: string;
            /** Collective */
            collective: boolean;
            /** Confidential */
            confidential: boolean;
            /** Contacted At */
            contacted_at: string | null;
            /** Demonstration */
            demonstration: boolean;
            /** Due At */
            due_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Event Id */
            event_id: string;
            /** External No */
            external_no: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Lamp */
            lamp: string;
            /** Lat */
            lat: number | null;
            /** Lon */
            lon: number | null;
            /** Matter */
            matter: string;
            /** Matter Zh */
            matter_zh: string;
            /** Merged Into */
            merged_into: string;
            /** Number */
            number: string;
            /** Outcome */
            outcome: string;
            /** Parent Id */
            parent_id: string;
            /** Phone */
            phone: string;
            /** Place */
            place: string;
            /** Rated */
            rated: string;
            /** Reached */
            reached: boolean;
            /**
             * Registered At
             * Format: date-time
             */
            registered_at: string;
            /** Repeated */
            repeated: boolean;
            /** Replied At */
            replied_at: string | null;
            /** Reporter */
            reporter: string;
            /** Round */
            round: number;
            /** Satisfaction */
            satisfaction: string;
            /** Sensitive */
            sensitive: boolean;
            /** Solved */
            solved: string;
            /** Stage */
            stage: string;
            /** State */
            state: string;
            /** Text */
            text: string;
            /** Urgency */
            urgency: string;
            /** Version */
            version: number;
        };
        /** AppealTextBody */
        AppealTextBody: {
            /** Text */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * Area
         * @description A place that someone governs or counts, as it stands today.
         *
         *     `managed_path` and `statistical_path` are today's; `path_on` gives the path of an earlier day. A
         *     functional district (kind "functional") stands in the managed tree alone: its statistical path is "".
         *     A closed area (merged into another) keeps its row; `closed_on` says since when. lon/lat are WGS 84
         *     degrees of a point that stands for the area; `geometry` is the grade of its outline. `name_en` is "" where
         *     nobody gave one; `name_en_derived` says that it was made from the Chinese one and nobody confirmed it.
         */
        Area: {
            /** Closed On */
            closed_on?: string | null;
            /**
             * Geometry
             * @enum {string}
             */
            geometry: "sourced" | "demonstration" | "none";
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "division" | "functional" | "grid";
            /** Lat */
            lat: number | null;
            /**
             * Level
             * @enum {string}
             */
            level: "province" | "city" | "county" | "town" | "village" | "grid";
            /** Lon */
            lon: number | null;
            /** Managed Parent */
            managed_parent: string | null;
            /** Managed Path */
            managed_path: string;
            /** Name */
            name: string;
            /**
             * Name En
             * @default
             */
            name_en: string;
            /**
             * Name En Derived
             * @default false
             */
            name_en_derived: boolean;
            /** Short Name */
            short_name: string;
            /** Statistical Parent */
            statistical_parent: string | null;
            /** Statistical Path */
            statistical_path: string;
        };
        /** AreaAsked */
        AreaAsked: {
            /**
             * Area
             * @default
             */
            area: string;
            /** End */
            end?: string | null;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Model
             * @default
             */
            model: string;
            /** Property */
            property: string;
            /** Start */
            start?: string | null;
            /**
             * Step
             * @default 1d
             * @enum {string}
             */
            step: "1m" | "5m" | "10m" | "15m" | "30m" | "1h" | "3h" | "6h" | "12h" | "1d";
        };
        /**
         * AreaBuckets
         * @description What one property of the things of an area comes to in one bucket.
         */
        AreaBuckets: {
            /** Area Path */
            area_path: string;
            /**
             * Begins At
             * Format: date-time
             */
            begins_at: string;
            /** High */
            high: number;
            /** Low */
            low: number;
            /** Mean */
            mean: number;
            /** N */
            n: number;
            /** Series */
            series: number;
            /** Unit */
            unit: string;
        };
        /**
         * AreaCode
         * @description A code that a source gives to an area. Two sources may give one code to different towns.
         */
        AreaCode: {
            /** Area Id */
            area_id: string;
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Source */
            source: string;
            /** Valid From */
            valid_from: string | null;
            /** Valid To */
            valid_to: string | null;
        };
        /**
         * AreaLine
         * @description The counts of one area below the one looked at; `place` is `self` for what lies in it directly and
         *     `elsewhere` for what the person handles outside it.
         */
        AreaLine: {
            /** Area Id */
            area_id: string;
            counts: components["schemas"]["Counts"];
            /** Functional */
            functional: boolean;
            /** Level */
            level: string;
            /** Name */
            name: string;
            /**
             * Place
             * @enum {string}
             */
            place: "child" | "self" | "elsewhere";
        };
        /**
         * AskedQuery
         * @description What narrows and orders a list; `where` as `field:value` or `field:from..to`, `;` between several.
         */
        AskedQuery: {
            /**
             * Area
             * @default
             */
            area: string;
            /** Demonstration */
            demonstration?: boolean | null;
            /**
             * Q
             * @default
             */
            q: string;
            /**
             * Sort
             * @default
             */
            sort: string;
            /**
             * State
             * @default
             */
            state: string;
            /**
             * Unit
             * @default
             */
            unit: string;
            /**
             * Where
             * @default
             */
            where: string;
        };
        /**
         * AskedTransfer
         * @description A transfer that the switch has still to make; `call_id` is the switch's own.
         */
        AskedTransfer: {
            /** Call Id */
            call_id: string;
            /** Id */
            id: string;
            /** Target */
            target: string;
        };
        /**
         * AssignBody
         * @description 下派: without a limit four fifths of what is left.
         */
        AssignBody: {
            limit?: components["schemas"]["LimitBody"] | null;
            /**
             * Task En
             * @default
             */
            task_en: string;
            /** Task Zh */
            task_zh: string;
            /** Unit */
            unit: string;
            /** Version */
            version?: number | null;
        };
        /**
         * BallotBody
         * @description A vote: who votes, the code that he was given, and what he chooses.
         */
        BallotBody: {
            /**
             * Choice
             * @enum {string}
             */
            choice: "yes" | "no" | "abstain";
            /** Code */
            code: string;
            /** Voter */
            voter: string;
        };
        /**
         * BallotTaken
         * @description A ballot was taken, or changed; it may be changed until the day said.
         */
        BallotTaken: {
            /** Changed */
            changed: boolean;
            /**
             * Until
             * Format: date
             */
            until: string;
        };
        /**
         * Becomes
         * @description What a sound scene expands into, and the variants of its rehearsal.
         */
        Becomes: {
            /** Lines */
            lines: components["schemas"]["BecomesLine"][];
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Recipe */
            recipe: string;
            /** Recipe En */
            recipe_en: string;
            /** Recipe Zh */
            recipe_zh: string;
            /** Scene */
            scene: string;
            /** Things */
            things: number;
            /** Variants En */
            variants_en: string[];
            /** Variants Zh */
            variants_zh: string[];
        };
        /**
         * BecomesLine
         * @description One thing that a scene would declare: a matter, rule, ledger, figure, board, report or layer.
         */
        BecomesLine: {
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Kind */
            kind: string;
            /** Note */
            note: string;
            /** Zh */
            zh: string;
        };
        /**
         * BenefitBody
         * @description The number on the notice, and the code that came with it.
         */
        BenefitBody: {
            /** Code */
            code: string;
            /** Number */
            number: string;
        };
        /**
         * BoardActBody
         * @description An act on the board's version as the person saw it; `note` is the reason where one is needed.
         */
        BoardActBody: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * BoardBody
         * @description A board as its editor has it: the record that a pack declares. `version`: as he read it (0: new).
         */
        BoardBody: {
            /** Board */
            board: {
                [key: string]: unknown;
            };
            /**
             * Version
             * @default 0
             */
            version: number;
        };
        /**
         * BoardCell
         * @description One value with all that qualifies it. `period` is the first day; `member`: of one member of a
         *     dimension; `remainder`: what of the parent lies in none of its children. A value of null is
         *     未报, never nothing.
         */
        BoardCell: {
            /** Area Id */
            area_id: string;
            /** Area Name En */
            area_name_en: string;
            /** Area Name Zh */
            area_name_zh: string;
            /** Change Previous */
            change_previous: number | null;
            /** Change Year */
            change_year: number | null;
            /** Code */
            code: string;
            /** Denominator */
            denominator: number | null;
            /** Dimension */
            dimension: string;
            /** Good */
            good: number | null;
            /** Label En */
            label_en: string;
            /** Label Zh */
            label_zh: string;
            /**
             * Last
             * Format: date
             */
            last: string;
            /** Level */
            level: string | null;
            /** Member */
            member: string;
            /** Member Name En */
            member_name_en: string;
            /** Member Name Zh */
            member_name_zh: string;
            /** N */
            n: number;
            /** Numerator */
            numerator: number | null;
            /**
             * Period
             * Format: date
             */
            period: string;
            /** Progress Gap */
            progress_gap: number | null;
            /** Reached */
            reached: number | null;
            /** Remainder */
            remainder: boolean;
            /** Revision */
            revision: number;
            /** State */
            state: string;
            /** Target */
            target: number | null;
            /** Value */
            value: number | null;
            /** Watch */
            watch: number | null;
        };
        /**
         * BoardChange
         * @description One difference between the edition in force and the draft.
         */
        BoardChange: {
            /** After */
            after: string;
            /** Before */
            before: string;
            /** Part */
            part: string;
            /** What En */
            what_en: string;
            /** What Zh */
            what_zh: string;
        };
        /**
         * BoardDetail
         * @description A board as those who keep it see it. `content` is in force, `draft` its next edition, null where there
         *     is none; `changes` says how they differ.
         */
        BoardDetail: {
            /** Allowed */
            allowed: string[];
            /** Changes */
            changes: components["schemas"]["BoardChange"][];
            /** Content */
            content: {
                [key: string]: unknown;
            } | null;
            /** Draft */
            draft: {
                [key: string]: unknown;
            } | null;
            /** Editions */
            editions: components["schemas"]["BoardEditionRow"][];
            /** History */
            history: components["schemas"]["BoardLine"][];
            row: components["schemas"]["BoardRow"];
        };
        /** BoardEditionRow */
        BoardEditionRow: {
            /** Composed By Name */
            composed_by_name: string;
            /** Edition */
            edition: number;
            /**
             * Published At
             * Format: date-time
             */
            published_at: string;
            /** Published By Name */
            published_by_name: string;
            /** Reviewed By Name */
            reviewed_by_name: string;
        };
        /**
         * BoardForecast
         * @description What is foreseen of one figure of a trend, and how such forecasts did before: `mase` beside that of the
         *     seasonal naive, `coverage` in percent of `tested` values.
         */
        BoardForecast: {
            /** Code */
            code: string;
            /** Coverage */
            coverage: number;
            /** Mase */
            mase: number;
            /** Naive Mase */
            naive_mase: number;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Says En */
            says_en: string;
            /** Says Zh */
            says_zh: string;
            /** Steps */
            steps: components["schemas"]["BoardStep"][];
            /** Tested */
            tested: number;
        };
        /**
         * BoardIndicator
         * @description What a reader has to know of a figure: its definition, its owner, whether more is better.
         */
        BoardIndicator: {
            /** Additive */
            additive: boolean;
            /** Code */
            code: string;
            /** Decimals */
            decimals: number;
            /** Definition En */
            definition_en: string;
            /** Definition Zh */
            definition_zh: string;
            /** Dimensions */
            dimensions: string[];
            /** Direction */
            direction: string;
            /** Kind */
            kind: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Owner */
            owner: string;
            /** Owner Name */
            owner_name: string;
            /** Provisional */
            provisional: boolean;
            /** Source En */
            source_en: string;
            /** Source Zh */
            source_zh: string;
            /** Tree */
            tree: string;
            /** Unit */
            unit: string;
            /** Version */
            version: number;
        };
        /**
         * BoardLine
         * @description One act on a board.
         */
        BoardLine: {
            /** Act */
            act: string;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Note */
            note: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /**
         * BoardPart
         * @description A part ready to be drawn. `cells`: one of each indicator, for the area looked at; `lines`: of each
         *     area below, or each member of a dimension; `series`: of each period, oldest first; `forecasts`: what comes
         *     after them. `follows`: whether the chosen member of a dimension is applied here. `retired_*`: the names of
         *     its figures that are in force no more.
         */
        BoardPart: {
            /** By */
            by: string;
            /** Cells */
            cells: components["schemas"]["BoardCell"][];
            /** Follows */
            follows: boolean;
            /** Forecasts */
            forecasts: components["schemas"]["BoardForecast"][];
            /** Height */
            height: number;
            /** Id */
            id: string;
            /** Indicators */
            indicators: components["schemas"]["BoardIndicator"][];
            /** Kind */
            kind: string;
            /** Lines */
            lines: components["schemas"]["BoardCell"][];
            /** Most */
            most: number;
            /** Retired En */
            retired_en: string[];
            /** Retired Zh */
            retired_zh: string[];
            /** Rows */
            rows: string;
            /** Series */
            series: components["schemas"]["BoardCell"][];
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** Where */
            where: {
                [key: string]: string;
            };
            /** Width */
            width: number;
        };
        /** BoardPlace */
        BoardPlace: {
            /** Id */
            id: string;
            /** Level */
            level: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
        };
        /**
         * BoardRow
         * @description A line of the list of boards. `state` is what the public stands at, `stage` where the draft of its next
         *     edition stands ("" = there is none); `due`: it is to be looked at again.
         */
        BoardRow: {
            /** About En */
            about_en: string;
            /** About Zh */
            about_zh: string;
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Code */
            code: string;
            /** Due */
            due: boolean;
            /** Edition */
            edition: number;
            /** Owner */
            owner: string;
            /** Owner Name */
            owner_name: string;
            /** Parts */
            parts: number;
            /** Published At */
            published_at: string | null;
            /** Review Due */
            review_due: string | null;
            /** Roles */
            roles: string[];
            /** Source */
            source: string;
            /** Stage */
            stage: string;
            /** Stage En */
            stage_en: string;
            /** Stage Zh */
            stage_zh: string;
            /** State */
            state: string;
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** Version */
            version: number;
        };
        /**
         * BoardStep
         * @description A period foreseen: the value, and between what it should lie four times of five.
         */
        BoardStep: {
            /** High */
            high: number;
            /** Label En */
            label_en: string;
            /** Label Zh */
            label_zh: string;
            /**
             * Last
             * Format: date
             */
            last: string;
            /** Low */
            low: number;
            /**
             * Period
             * Format: date
             */
            period: string;
            /** Value */
            value: number;
        };
        /**
         * BoardView
         * @description A board as one person sees it: which area, tree and period, and all of its parts at one position.
         *     `charged`: some figures are over the rows alone that the units of one's charge (分管) handle.
         */
        BoardView: {
            /** About En */
            about_en: string;
            /** About Zh */
            about_zh: string;
            area: components["schemas"]["BoardPlace"];
            /** Charged */
            charged: boolean;
            /** Code */
            code: string;
            /** Dimension */
            dimension: string;
            /** Draft */
            draft: boolean;
            /** Due */
            due: boolean;
            /**
             * Earlier
             * Format: date
             */
            earlier: string;
            /** Edition */
            edition: number;
            /** Label En */
            label_en: string;
            /** Label Zh */
            label_zh: string;
            /** Last Level */
            last_level: boolean;
            /** Later */
            later: string | null;
            /** Member */
            member: string;
            /** Parts */
            parts: components["schemas"]["BoardPart"][];
            /**
             * Period
             * Format: date
             */
            period: string;
            /** Period Kind */
            period_kind: string;
            /** Position */
            position: number;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** Trail */
            trail: components["schemas"]["BoardPlace"][];
            /** Tree */
            tree: string;
        };
        /**
         * BookWords
         * @description The tables that forms choose from.
         */
        BookWords: {
            /** Channels */
            channels: components["schemas"]["CodeWords"][];
            /** Decline Reasons */
            decline_reasons: components["schemas"]["CodeWords"][];
            /** Kinds */
            kinds: components["schemas"]["CodeWords"][];
            /** Transfer Targets */
            transfer_targets: components["schemas"]["CodeWords"][];
        };
        /**
         * BriefingActBody
         * @description An act on the briefing's version as the person saw it; `note` is the reason where one is needed.
         */
        BriefingActBody: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * BriefingAsked
         * @description Which publication, about which area.
         */
        BriefingAsked: {
            /** Area */
            area: string;
            /** Template */
            template: string;
        };
        /**
         * BriefingDetail
         * @description A briefing, whole. History, differences, what was left out and receipts are for those who keep it.
         */
        BriefingDetail: {
            /** Allowed */
            allowed: string[];
            content: components["schemas"]["Content"];
            /** Differences */
            differences: components["schemas"]["Difference"][];
            /** History */
            history: components["schemas"]["BriefingLine"][];
            /** Keeper */
            keeper: boolean;
            /** Reason */
            reason: string;
            /** Receipts */
            receipts: components["schemas"]["Receipt"][];
            /** Replaced By */
            replaced_by: string;
            /** Replaces */
            replaces: string;
            /** Reviewed By Name */
            reviewed_by_name: string;
            row: components["schemas"]["BriefingRow"];
            /** Signed By Name */
            signed_by_name: string;
        };
        /**
         * BriefingEditBody
         * @description Reworded parts by their id.
         */
        BriefingEditBody: {
            /** Parts */
            parts: {
                [key: string]: components["schemas"]["BriefingWords"];
            };
            /** Version */
            version: number;
        };
        /**
         * BriefingLine
         * @description One act on a briefing.
         */
        BriefingLine: {
            /** Act */
            act: string;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Note */
            note: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /**
         * BriefingRow
         * @description A line of the list. `number` is null until it is issued; numbers begin anew each year.
         */
        BriefingRow: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Area Name En */
            area_name_en: string;
            /**
             * First
             * Format: date
             */
            first: string;
            /** Flagged */
            flagged: number;
            /** Id */
            id: string;
            /** Issued At */
            issued_at: string | null;
            /** Issuer Name */
            issuer_name: string;
            /** Kind */
            kind: string;
            /** Label En */
            label_en: string;
            /** Label Zh */
            label_zh: string;
            /**
             * Last
             * Format: date
             */
            last: string;
            /** Left Out */
            left_out: number;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Number */
            number: number | null;
            /** State */
            state: string;
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Template */
            template: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** Version */
            version: number;
            /** Year */
            year: number | null;
        };
        /**
         * BriefingWords
         * @description A reworded sentence, in the languages that were changed; `dropped`: it is not said at all.
         */
        BriefingWords: {
            /** Dropped */
            dropped?: boolean | null;
            /** En */
            en?: string | null;
            /** Zh */
            zh?: string | null;
        };
        /**
         * Buckets
         * @description What one datastream's readings come to in each bucket that has any, oldest first, as columns.
         *
         *     Readings of the qualities good and suspect count; of a corrected instant the last revision does.
         */
        Buckets: {
            /** Begins At */
            begins_at: string[];
            /** Datastream */
            datastream: string;
            /** First */
            first: number[];
            /** High */
            high: number[];
            /** Last */
            last: number[];
            /** Low */
            low: number[];
            /** Mean */
            mean: number[];
            /** N */
            n: number[];
            /** Step */
            step: string;
            /** Unit */
            unit: string;
        };
        /** BucketsAsked */
        BucketsAsked: {
            /** End */
            end?: string | null;
            /** Ids */
            ids: string[];
            /** Start */
            start?: string | null;
            /**
             * Step
             * @default 1h
             * @enum {string}
             */
            step: "1m" | "5m" | "10m" | "15m" | "30m" | "1h" | "3h" | "6h" | "12h" | "1d";
        };
        /** CallAppealBody */
        CallAppealBody: {
            /** Appeal */
            appeal: string;
        };
        /** CallBackBody */
        CallBackBody: {
            /** Reached */
            reached: boolean;
            /**
             * Satisfaction
             * @default
             * @enum {string}
             */
            satisfaction: "" | "satisfied" | "basically" | "dissatisfied";
            /**
             * Solved
             * @default
             * @enum {string}
             */
            solved: "" | "solved" | "partly" | "unsolved";
            /**
             * Text
             * @default
             */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * CallBody
         * @description A call that arrived at the switch.
         */
        CallBody: {
            /** At */
            at?: string | null;
            /** Call Id */
            call_id: string;
            /**
             * Demonstration
             * @default false
             */
            demonstration: boolean;
            /**
             * Line
             * @default
             */
            line: string;
            /**
             * Number
             * @default
             */
            number: string;
            /**
             * Recording Id
             * @default
             */
            recording_id: string;
        };
        /**
         * CallDetail
         * @description A call with its caller's earlier calls and appeals, masked, and the transfers asked for.
         */
        CallDetail: {
            /** Calls */
            calls: components["schemas"]["EarlierCall"][];
            /** Earlier */
            earlier: components["schemas"]["AppealRow"][];
            row: components["schemas"]["CallRow"];
            /** Transfers */
            transfers: components["schemas"]["TransferRow"][];
        };
        /** CallEndBody */
        CallEndBody: {
            /**
             * Recording Id
             * @default
             */
            recording_id: string;
        };
        /**
         * CallNumber
         * @description A caller's number in clear.
         */
        CallNumber: {
            /** Number */
            number: string;
        };
        /**
         * CallOutcomeBody
         * @description What became of a transfer: connected, refused, failed.
         */
        CallOutcomeBody: {
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "connected" | "refused" | "failed";
        };
        /**
         * CallRow
         * @description A call in a list; its number is masked.
         */
        CallRow: {
            /** Appeal Id */
            appeal_id: string;
            /**
             * Arrived At
             * Format: date-time
             */
            arrived_at: string;
            /** Demonstration */
            demonstration: boolean;
            /** Id */
            id: string;
            /** Line */
            line: string;
            /** Number */
            number: string;
            /** Recording Id */
            recording_id: string;
            /** State */
            state: string;
            /** Taken By */
            taken_by: string;
        };
        /**
         * CallTransferBody
         * @description `target` is a code of the book's table (110, 119, 120).
         */
        CallTransferBody: {
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Target */
            target: string;
        };
        /**
         * Case
         * @description A case, whole, as one person may see it: `allowed` are the acts open to that person now.
         */
        Case: {
            /** Alerts */
            alerts: components["schemas"]["CaseAlertRef"][];
            /** Allowed */
            allowed: string[];
            /** Clock Log */
            clock_log: components["schemas"]["ClockLine"][];
            /** Clocks */
            clocks: components["schemas"]["ClockRow"][];
            /** Closing Standard En */
            closing_standard_en: string;
            /** Closing Standard Zh */
            closing_standard_zh: string;
            /** Disputes */
            disputes?: components["schemas"]["DisputeRow"][];
            /** Exclusions */
            exclusions?: components["schemas"]["ExclusionRow"][];
            /** Extensions */
            extensions?: components["schemas"]["ExtensionRow"][];
            /** Guidance */
            guidance: components["schemas"]["StepToTake"][];
            /** Matter Version */
            matter_version: number;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Orders */
            orders?: components["schemas"]["OrderRow"][];
            parent: components["schemas"]["CaseRow"] | null;
            /** Photos */
            photos: string[];
            /** Returns */
            returns: components["schemas"]["ReturnRow"][];
            row: components["schemas"]["CaseRow"];
            /** Rule Id */
            rule_id: string;
            /** Signers */
            signers?: components["schemas"]["SignerRow"][];
            /**
             * Stage En
             * @default
             */
            stage_en: string;
            /**
             * Stage Zh
             * @default
             */
            stage_zh: string;
            /** Steps */
            steps: components["schemas"]["StepRow"][];
            /** Sub Cases */
            sub_cases: components["schemas"]["CaseRow"][];
            /** Suspensions */
            suspensions?: components["schemas"]["SuspensionRow"][];
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
        };
        /** CaseAlertRef */
        CaseAlertRef: {
            /** Alert Id */
            alert_id: string;
            /** Cleared At */
            cleared_at: string | null;
            /**
             * Joined At
             * Format: date-time
             */
            joined_at: string;
        };
        /**
         * CaseFilters
         * @description What a list may be narrowed by; `area` is an area id or a managed path, `mine=1` what waits for me,
         *     `waits` what is to be decided: extension, exclusion, order, sign_off, signature.
         */
        CaseFilters: {
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Box
             * @default
             */
            box: string;
            /** Closed Since */
            closed_since?: string | null;
            /** Demonstration */
            demonstration?: boolean | null;
            /**
             * Event
             * @default
             */
            event: string;
            /**
             * Flow
             * @default
             */
            flow: string;
            /**
             * Hazard
             * @default
             */
            hazard: string;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Lamp
             * @default
             */
            lamp: string;
            /**
             * Matter
             * @default
             */
            matter: string;
            /**
             * Mine
             * @default false
             */
            mine: boolean;
            /**
             * Q
             * @default
             */
            q: string;
            /**
             * Role
             * @default
             */
            role: string;
            /**
             * Stage
             * @default
             */
            stage: string;
            /**
             * State
             * @default
             */
            state: string;
            /**
             * Thing
             * @default
             */
            thing: string;
            /**
             * Unit
             * @default
             */
            unit: string;
            /**
             * Waits
             * @default
             */
            waits: string;
        };
        /**
         * CaseOrderRow
         * @description A supervision order with the case that it is about.
         */
        CaseOrderRow: {
            case: components["schemas"]["CaseRow"];
            order: components["schemas"]["OrderRow"];
        };
        /**
         * CaseReviewBody
         * @description 办结审核: `pass` with the reply (empty: what the holder wrote), `fail` with the reason.
         */
        CaseReviewBody: {
            /**
             * Reply
             * @default
             */
            reply: string;
            /**
             * Result
             * @enum {string}
             */
            result: "pass" | "fail";
            /**
             * Text
             * @default
             */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * CaseRow
         * @description A case in a list.
         *
         *     `kind`: `city` or `maintenance` (维护单). `role`: `lead` (主办) or `co` (a sub-case; its `relation` is
         *     `co` 协办, `down` 下派 or `whistle` 吹哨). `stage`: one of the case's `flow` in its `flow_version`, which
         *     names it. `state`: open, closed, merged, void, withdrawn, transferred. `lamp`: green, yellow, red,
         *     computed from `near_at` and `due_at` (the nearest running limit) at the moment of reading; `late` stays
         *     true once any limit was passed.
         */
        CaseRow: {
            /** Alert Id */
            alert_id: string;
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Area Path */
            area_path: string;
            /** Closed At */
            closed_at: string | null;
            /** Demonstration */
            demonstration: boolean;
            /** Due At */
            due_at: string | null;
            /** Event Id */
            event_id: string;
            /**
             * Flow
             * @default device
             */
            flow: string;
            /**
             * Flow Version
             * @default
             */
            flow_version: string;
            /** Hazard */
            hazard: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Lamp */
            lamp: string;
            /** Lat */
            lat: number | null;
            /** Late */
            late: boolean;
            /** Lead Unit */
            lead_unit: string;
            /** Lead Unit Name */
            lead_unit_name: string;
            /** Lon */
            lon: number | null;
            /** Matter */
            matter: string;
            /** Matter En */
            matter_en: string;
            /** Matter Zh */
            matter_zh: string;
            /** Near At */
            near_at: string | null;
            /** Number */
            number: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Parent Id */
            parent_id: string | null;
            /** Reading Normal At */
            reading_normal_at: string | null;
            /**
             * Relation
             * @default
             */
            relation: string;
            /** Role */
            role: string;
            /** Severity */
            severity: string;
            /** Stage */
            stage: string;
            /**
             * Stage At
             * Format: date-time
             */
            stage_at: string;
            /** State */
            state: string;
            /** Task En */
            task_en: string;
            /** Task Zh */
            task_zh: string;
            /** Thing Id */
            thing_id: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** Version */
            version: number;
        };
        /**
         * CatalogueChecks
         * @description The catalogue held against the city: every matter in every town.
         */
        CatalogueChecks: {
            /** Areas */
            areas: number;
            /** Lines */
            lines: components["schemas"]["CatalogueFinding"][];
            /** Matters */
            matters: number;
            /** Pairs */
            pairs: number;
        };
        /**
         * CatalogueFinding
         * @description One thing wrong with the catalogue in this city. `kind`: no_owner, town_cannot_lead, overlap,
         *     retired_unit, closed_area, no_limit, no_words.
         */
        CatalogueFinding: {
            /** Areas */
            areas: string[];
            /** En */
            en: string;
            /** Kind */
            kind: string;
            /** Matter */
            matter: string;
            /** Matter En */
            matter_en: string;
            /** Matter Zh */
            matter_zh: string;
            /** Zh */
            zh: string;
        };
        /**
         * CatalogueImport
         * @description What an Excel file would change, or (`applied`) has changed; unchanged matters are only counted.
         */
        CatalogueImport: {
            /** Applied */
            applied: boolean;
            /** Changed */
            changed: number;
            /** Classes */
            classes: number;
            /** Created */
            created: number;
            /** Lines */
            lines: components["schemas"]["CatalogueImportLine"][];
            /** Unchanged */
            unchanged: number;
        };
        /**
         * CatalogueImportLine
         * @description What an import does to one matter: created, changed or unchanged.
         */
        CatalogueImportLine: {
            /** Changes */
            changes: components["schemas"]["MatterChange"][];
            /** Code */
            code: string;
            /** Name Zh */
            name_zh: string;
            /** Outcome */
            outcome: string;
        };
        /**
         * Cause
         * @description What one child area, or one member of a dimension, contributed to a change; `share` of the whole of it.
         *     All contributions of a group add up to the change.
         */
        Cause: {
            /** After */
            after: number | null;
            /** Before */
            before: number | null;
            /** Contribution */
            contribution: number;
            /** Key */
            key: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Share */
            share: number | null;
        };
        /**
         * CauseGroup
         * @description `by`: area, or a dimension. `explained` false: this kind of figure cannot be taken apart.
         */
        CauseGroup: {
            /** By */
            by: string;
            /** Causes */
            causes: components["schemas"]["Cause"][];
            /** Explained */
            explained: boolean;
        };
        /**
         * Cell
         * @description A fault in one cell of a sheet, or in one field of the form.
         */
        Cell: {
            /** Cell */
            cell: string;
            /** Cure En */
            cure_en: string;
            /** Cure Zh */
            cure_zh: string;
            /** En */
            en: string;
            /** Zh */
            zh: string;
        };
        /**
         * ClockLine
         * @description A line that says why a limit is what it is, or why it changed.
         */
        ClockLine: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Clock */
            clock: string;
            /** New Due At */
            new_due_at: string | null;
            /** Old Due At */
            old_due_at: string | null;
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
        };
        /**
         * ClockRow
         * @description One clock of the case. `due_at` is None when the calendar of a year it needs is not there: we do not
         *     guess.
         */
        ClockRow: {
            /** Due At */
            due_at: string | null;
            /** Lamp */
            lamp: string;
            /** Left S */
            left_s?: number | null;
            /** Limit Amount */
            limit_amount: number;
            /** Limit Kind */
            limit_kind: string;
            /** Name */
            name: string;
            /**
             * Name En
             * @default
             */
            name_en: string;
            /**
             * Name Zh
             * @default
             */
            name_zh: string;
            /** Near At */
            near_at: string | null;
            /** Paused At */
            paused_at?: string | null;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Stopped At */
            stopped_at: string | null;
            /** Unit */
            unit: string;
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
        };
        /** CoUnitAnswer */
        CoUnitAnswer: {
            /** Task En */
            task_en: string;
            /** Task Zh */
            task_zh: string;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
        };
        /** CoUnitBody */
        CoUnitBody: {
            /**
             * Task En
             * @default
             */
            task_en: string;
            /** Task Zh */
            task_zh: string;
            /** Unit */
            unit: string;
        };
        /**
         * Cockpit
         * @description The figures that earned a place, red ones first, and those in which something is wrong that found none
         *     (`left`); open papers by deadline; open alerts. `charge` names what the person is in charge of, empty for
         *     a whole area; `subscribed` are codes of figures and `topic:` with the names of topics, `boards` those of
         *     these topics.
         */
        Cockpit: {
            alerts: components["schemas"]["CockpitAlerts"];
            area: components["schemas"]["BoardPlace"];
            /** Boards */
            boards: components["schemas"]["CockpitBoard"][];
            /** Charge */
            charge: string[];
            /** Figures */
            figures: components["schemas"]["CockpitFigure"][];
            /** Instructions */
            instructions: components["schemas"]["CockpitPaper"][];
            /** Left */
            left: components["schemas"]["CockpitFigure"][];
            /** Position */
            position: number;
            /** Subscribed */
            subscribed: string[];
        };
        /**
         * CockpitAlert
         * @description An open alert: what it says, and where.
         */
        CockpitAlert: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Id */
            id: string;
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /** Sentence En */
            sentence_en: string;
            /** Sentence Zh */
            sentence_zh: string;
            /** Severity */
            severity: string;
        };
        /**
         * CockpitAlerts
         * @description How many alerts stand open in a person's sight, and the newest of them.
         */
        CockpitAlerts: {
            /** First */
            first: components["schemas"]["CockpitAlert"][];
            /** Open */
            open: number;
        };
        /**
         * CockpitBoard
         * @description A board of a topic that the person follows.
         */
        CockpitBoard: {
            /** Code */
            code: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** Topic */
            topic: string;
        };
        /**
         * CockpitDetail
         * @description From a figure to its causes and owners.
         */
        CockpitDetail: {
            before: components["schemas"]["BoardCell"];
            cell: components["schemas"]["BoardCell"];
            /** Change */
            change: number | null;
            /** Groups */
            groups: components["schemas"]["CauseGroup"][];
            indicator: components["schemas"]["BoardIndicator"];
            /** Owner */
            owner: string;
            /** Owner Name */
            owner_name: string;
        };
        /**
         * CockpitFigure
         * @description A figure of a leader's charge. `why` it stands there: subscribed, bad (red), unusual (moved far more
         *     than in an ordinary month), moved. `ordinary`: how far it moves in one, in the measure of
         *     `cell.change_previous`; null where too few months are known.
         */
        CockpitFigure: {
            cell: components["schemas"]["BoardCell"];
            indicator: components["schemas"]["BoardIndicator"];
            /** Ordinary */
            ordinary: number | null;
            /** Subscribed */
            subscribed: boolean;
            /** Why */
            why: string[];
        };
        /**
         * CockpitPaper
         * @description A 批示件 that is open: one line of state. `mine`: the next act is this person's.
         */
        CockpitPaper: {
            /** Due At */
            due_at: string | null;
            /** Id */
            id: string;
            /** Lamp */
            lamp: string;
            /** Lead Unit Name */
            lead_unit_name: string;
            /** Mine */
            mine: boolean;
            /** Number */
            number: string;
            /** State */
            state: string;
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Title */
            title: string;
        };
        /** CodeWords */
        CodeWords: {
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Zh */
            zh: string;
        };
        /**
         * Collected
         * @description How far one figure of one period is collected: the city's own number and those of the areas below.
         *     `difference` (差额) is the first less the sum of the others, as far as they are reported.
         */
        Collected: {
            /** Areas */
            areas: number;
            /** Difference */
            difference: number | null;
            /** Items */
            items: components["schemas"]["FigureRow"][];
            /** Overdue */
            overdue: number;
            /** Own */
            own: number | null;
            /** Reported */
            reported: number;
            /** Sum */
            sum: number | null;
        };
        /**
         * CollectionCell
         * @description Where the figure of one area stands.
         */
        CollectionCell: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Overdue */
            overdue: boolean;
            /**
             * State
             * @enum {string}
             */
            state: "awaited" | "draft" | "reported" | "returned" | "reviewed" | "published";
        };
        /**
         * CollectionLine
         * @description How far one figure is collected, area by area, the city's own first.
         */
        CollectionLine: {
            /** Areas */
            areas: number;
            /** Cells */
            cells: components["schemas"]["CollectionCell"][];
            /** Code */
            code: string;
            /** Due At */
            due_at: string | null;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Overdue */
            overdue: number;
            period: components["schemas"]["Period"];
            /** Reported */
            reported: number;
            /** Unit */
            unit: string;
        };
        /** CommandIn */
        CommandIn: {
            /** Command */
            command: string;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * CommandRow
         * @description 下行命令: what was asked of a thing and what became of it.
         */
        CommandRow: {
            /** Answer */
            answer: string;
            /** Answered At */
            answered_at: string | null;
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Asked By */
            asked_by: string;
            /** Code */
            code: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Parameters */
            parameters: {
                [key: string]: unknown;
            };
            /** Reason */
            reason: string;
            /** Sent At */
            sent_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "sent" | "done" | "refused" | "failed" | "expired" | "withdrawn";
            /** Thing Id */
            thing_id: string;
        };
        /**
         * Comparison
         * @description The active and the shadow version on the same texts, since the shadow began.
         *
         *     `texts` were seen by both, `agreed` of them got the same first label. Of the `judged` texts (truth known)
         *     `both_right`, `active_only`, `shadow_only` and `both_wrong` say who was right. `since` is None where there
         *     is no shadow.
         */
        Comparison: {
            /** Active Id */
            active_id: string;
            /** Active Number */
            active_number: number;
            /** Active Only */
            active_only: number;
            /** Agreed */
            agreed: number;
            /** Both Right */
            both_right: number;
            /** Both Wrong */
            both_wrong: number;
            /** Judged */
            judged: number;
            /** Purpose */
            purpose: string;
            /** Shadow Id */
            shadow_id: string;
            /** Shadow Number */
            shadow_number: number;
            /** Shadow Only */
            shadow_only: number;
            /** Since */
            since: string | null;
            /** Texts */
            texts: number;
        };
        /**
         * ConnectorRow
         * @description 接入连接: who brings readings, how it fares and what it has brought since it was declared.
         */
        ConnectorRow: {
            /** Accepted */
            accepted: number;
            /** Accepted At */
            accepted_at: string | null;
            /** At */
            at: string;
            /** Back Filled */
            back_filled: number;
            /** Expected Every S */
            expected_every_s: number;
            /** Frames */
            frames: number;
            /** Gaps */
            gaps: components["schemas"]["GapRow"][];
            /** Id */
            id: string;
            /** Kept */
            kept: number;
            /** Kind */
            kind: string;
            /** Malformed */
            malformed: number;
            /** Name */
            name: string;
            /** Newest Observed At */
            newest_observed_at: string | null;
            /** Pack */
            pack: string;
            /** Refused */
            refused: number;
            /** Seen At */
            seen_at: string | null;
            /** Series */
            series: number;
            /**
             * State
             * @enum {string}
             */
            state: "online" | "silent" | "never" | "trouble" | "cut_off";
            /** Trouble At */
            trouble_at: string | null;
            /** Trouble En */
            trouble_en: string;
            /** Trouble Zh */
            trouble_zh: string;
            /** Unit Id */
            unit_id: string;
            /** Unmapped */
            unmapped: number;
        };
        /**
         * Content
         * @description The body of a briefing, as it was generated or as it stands.
         */
        Content: {
            issue: components["schemas"]["Addressees"];
            /** Left Out */
            left_out: components["schemas"]["LeftOut"][];
            report: components["schemas"]["Addressees"];
            /** Sections */
            sections: components["schemas"]["ToldSection"][];
            send: components["schemas"]["Addressees"];
            /** Sources */
            sources: components["schemas"]["Source"][];
        };
        /** CorrectionBody */
        CorrectionBody: {
            /** Text */
            text: string;
        };
        /**
         * Counts
         * @description What is open now and what was closed today. Maintenance orders (维护单) are apart from city cases.
         */
        Counts: {
            /**
             * Alerts Open
             * @default 0
             */
            alerts_open: number;
            /**
             * Alerts Ringing
             * @default 0
             */
            alerts_ringing: number;
            /**
             * Cases Closed Today
             * @default 0
             */
            cases_closed_today: number;
            /**
             * Cases Open
             * @default 0
             */
            cases_open: number;
            /**
             * Cases Overdue
             * @default 0
             */
            cases_overdue: number;
            /**
             * Events Open
             * @default 0
             */
            events_open: number;
            /**
             * Orders Open
             * @default 0
             */
            orders_open: number;
        };
        /**
         * CoverageGaps
         * @description What of one level is without a thing: counted by the areas right below, and the first 200 by name.
         */
        CoverageGaps: {
            /** Blank */
            blank: components["schemas"]["GapArea"][];
            /** Covered */
            covered: number;
            /** Level */
            level: string;
            /** Lines */
            lines: components["schemas"]["GapLine"][];
            /** Total */
            total: number;
        };
        /**
         * CoverageRow
         * @description 在线率 of the things of one kind in one area.
         */
        CoverageRow: {
            /** Area Path */
            area_path: string;
            /** Enrolled */
            enrolled: number;
            /** Kind */
            kind: string;
            /** Never */
            never: number;
            /** Online */
            online: number;
            /** Silent */
            silent: number;
            /** Total */
            total: number;
        };
        /**
         * DatastreamRow
         * @description A datastream with its newest reading, as a thing's page shows it.
         */
        DatastreamRow: {
            /** Expected Every S */
            expected_every_s: number;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            latest: components["schemas"]["Latest"] | null;
            /** Name */
            name: string;
            /** Name En */
            name_en: string;
            /** Property */
            property: string;
            /**
             * State
             * @enum {string}
             */
            state: "online" | "silent" | "never";
            /** Unit */
            unit: string;
            /** Unit Symbol */
            unit_symbol: string;
            /** Valid Max */
            valid_max: number | null;
            /** Valid Min */
            valid_min: number | null;
        };
        /**
         * DayChecked
         * @description A day that was compared with the other side, and where both differ.
         */
        DayChecked: {
            /**
             * Checked At
             * Format: date-time
             */
            checked_at: string;
            /** Day */
            day: string;
            /** Differences */
            differences: number;
            /** Lines */
            lines: {
                [key: string]: unknown;
            }[];
            /** Ours */
            ours: number;
            /** Source Id */
            source_id: string;
            /** Theirs */
            theirs: number;
        };
        /**
         * DayLine
         * @description An order of a day as one side holds it; the hash is over all its messages of the day, both ways.
         */
        DayLine: {
            /** External No */
            external_no: string;
            /** Hash */
            hash: string;
            /** State */
            state: string;
        };
        /** DecisionBody */
        DecisionBody: {
            /**
             * Decision
             * @default
             */
            decision: string;
            /** Version */
            version?: number | null;
        };
        /**
         * DeclineBody
         * @description `reason` is a code of the book's table.
         */
        DeclineBody: {
            /** Reason */
            reason: string;
            /**
             * Text
             * @default
             */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * Definition
         * @description An indicator in one version.
         *
         *     `unit` is a UCUM code (`1` a plain number, `%` a share, said as a share of one hundred). `direction`:
         *     whether more is better. `tree` is the one that it is published in; a computed one is counted in both.
         *     `provisional` marks a definition of our own (暂行口径). `periods` are those it has values for.
         */
        Definition: {
            /**
             * Additive
             * @default false
             */
            additive: boolean;
            /** Code */
            code: string;
            /** Decimals */
            decimals: number;
            /**
             * Definition En
             * @default
             */
            definition_en: string;
            /**
             * Definition Zh
             * @default
             */
            definition_zh: string;
            /** Dimensions */
            dimensions: string[];
            /**
             * Direction
             * @enum {string}
             */
            direction: "up" | "down" | "none";
            /**
             * Kind
             * @enum {string}
             */
            kind: "computed" | "published";
            /**
             * Merged
             * @default false
             */
            merged: boolean;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Owner Unit Id */
            owner_unit_id: string;
            /** Periods */
            periods: ("day" | "week" | "month" | "quarter" | "year" | "to_date")[];
            /** Provisional */
            provisional: boolean;
            /** Source En */
            source_en: string;
            /** Source Zh */
            source_zh: string;
            /**
             * Tree
             * @enum {string}
             */
            tree: "managed" | "statistical";
            /** Unit */
            unit: string;
            /** Version */
            version: number;
        };
        /**
         * DefinitionActBody
         * @description An act on the definition as the person saw it; `note` is the reason where one is needed.
         */
        DefinitionActBody: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * DefinitionBody
         * @description A definition as its editor has it: the record that a pack declares. `version`: that of the entry as he
         *     read it (0: nothing was ever done to it here).
         */
        DefinitionBody: {
            /** Definition */
            definition: {
                [key: string]: unknown;
            };
            /**
             * Version
             * @default 0
             */
            version: number;
        };
        /**
         * DefinitionChange
         * @description One difference between two versions: what it is about, and both wordings.
         */
        DefinitionChange: {
            /** After */
            after: string;
            /** Before */
            before: string;
            /** What En */
            what_en: string;
            /** What Zh */
            what_zh: string;
        };
        /**
         * DefinitionDetail
         * @description A definition, whole: the versions it has had, the newest first; its draft with what that changes, and
         *     its history, for those who keep it.
         */
        DefinitionDetail: {
            /** Allowed */
            allowed: string[];
            /** Changes */
            changes: components["schemas"]["DefinitionChange"][];
            /** Draft */
            draft: {
                [key: string]: unknown;
            } | null;
            /** Editions */
            editions: components["schemas"]["DefinitionEdition"][];
            /** History */
            history: components["schemas"]["DefinitionLine"][];
            row: components["schemas"]["DefinitionRow"];
        };
        /**
         * DefinitionEdition
         * @description A version with the days from and to which it holds (None: on and on), and what it changed of the one
         *     before it.
         */
        DefinitionEdition: {
            /** Changes */
            changes: components["schemas"]["DefinitionChange"][];
            /** Composed By Name */
            composed_by_name: string;
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /**
             * Effective From
             * Format: date
             */
            effective_from: string;
            /** Effective To */
            effective_to: string | null;
            /** Number */
            number: number;
            /** Published At */
            published_at: string | null;
            /** Published By Name */
            published_by_name: string;
            /** Reviewed By Name */
            reviewed_by_name: string;
        };
        /**
         * DefinitionGround
         * @description What a definition may be made from.
         */
        DefinitionGround: {
            /** Indicators */
            indicators: components["schemas"]["GroundLine"][];
            /** Lines */
            lines: components["schemas"]["GroundLine"][];
            /** Tables */
            tables: components["schemas"]["Ground"][];
            /** Ways */
            ways: string[];
        };
        /**
         * DefinitionLine
         * @description One act on a definition.
         */
        DefinitionLine: {
            /** Act */
            act: string;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Note */
            note: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /**
         * DefinitionPreview
         * @description What a draft would come to: over the last periods, the present one last, and in the areas below now.
         */
        DefinitionPreview: {
            /** Children */
            children: components["schemas"]["Value"][];
            /** Values */
            values: components["schemas"]["Value"][];
        };
        /**
         * DefinitionPreviewBody
         * @description A draft to be reckoned for an area; `kind` is the first of its periods where none is said.
         */
        DefinitionPreviewBody: {
            /** Area */
            area: string;
            /** Definition */
            definition: {
                [key: string]: unknown;
            };
            /** Kind */
            kind?: ("day" | "week" | "month" | "quarter" | "year" | "to_date") | null;
        };
        /**
         * DefinitionRetireBody
         * @description Retirement from a day on.
         */
        DefinitionRetireBody: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * DefinitionRow
         * @description A definition on the list of those who keep them. `number` is its newest version (0: none is published
         *     yet), `effective_from` the day from which that holds; `source` names the pack or "built-in" whose words it
         *     has, "" is the city's own; `version` is that of the entry, 0 where nothing was ever done to it here.
         *     `vanished`: the table that it is counted from and that is there no more.
         */
        DefinitionRow: {
            /** Code */
            code: string;
            /** Effective From */
            effective_from: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "computed" | "published";
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Number */
            number: number;
            /** Owner */
            owner: string;
            /** Owner Name */
            owner_name: string;
            /** Provisional */
            provisional: boolean;
            /** Retired From */
            retired_from: string | null;
            /** Source */
            source: string;
            /** Stage */
            stage: string;
            /** Stage En */
            stage_en: string;
            /** Stage Zh */
            stage_zh: string;
            /** State */
            state: string;
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Unit */
            unit: string;
            /** Vanished */
            vanished: string;
            /** Version */
            version: number;
        };
        /**
         * DeskRow
         * @description A desk of the roster.
         */
        DeskRow: {
            /** Area Path */
            area_path: string;
            /** Code */
            code: string;
            /** Name */
            name: string;
        };
        /**
         * DeskView
         * @description Who is on shift at a desk and what waits for a signature.
         */
        DeskView: {
            hand_over: components["schemas"]["HandOver"] | null;
            shift: components["schemas"]["Shift"] | null;
        };
        /**
         * DeviceHealth
         * @description Inputs of 设备完好率 for one area: (total - silent - never - faulty) / total.
         */
        DeviceHealth: {
            /** Area Path */
            area_path: string;
            /** Demonstration */
            demonstration: number;
            /** Faulty */
            faulty: number;
            /** Never */
            never: number;
            /** Online */
            online: number;
            /** Silent */
            silent: number;
            /** Total */
            total: number;
        };
        /**
         * DeviceRow
         * @description 设备凭证 of one thing, without its secret.
         */
        DeviceRow: {
            /** Issued At */
            issued_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "none" | "active" | "revoked";
            /** Thing Id */
            thing_id: string;
            /** Trial */
            trial: boolean;
        };
        /**
         * DeviceToken
         * @description A device's fresh credential; the only time the token is seen in clear. MQTT: user = thing id.
         */
        DeviceToken: {
            /** Thing Id */
            thing_id: string;
            /** Token */
            token: string;
        };
        /**
         * Devices
         * @description 设备完好率 = (total - silent - never - faulty) ÷ total; `rate` is None without things.
         */
        Devices: {
            /** Demonstration */
            demonstration: number;
            /** Faulty */
            faulty: number;
            /** Never */
            never: number;
            /** Online */
            online: number;
            /** Rate */
            rate: number | null;
            /** Silent */
            silent: number;
            /** Total */
            total: number;
        };
        /**
         * Difference
         * @description A sentence that a person changed: what was generated, and what stands.
         */
        Difference: {
            /** After En */
            after_en: string;
            /** After Zh */
            after_zh: string;
            /** Before En */
            before_en: string;
            /** Before Zh */
            before_zh: string;
            /** Lost */
            lost: string[];
            /** Part */
            part: string;
            /** Uncarried */
            uncarried: string[];
        };
        /** DispatchBody */
        DispatchBody: {
            /**
             * Co Units
             * @default []
             */
            co_units: components["schemas"]["CoUnitBody"][];
            /** Reason */
            reason: string;
            /** Unit */
            unit: string;
            /** Version */
            version?: number | null;
        };
        /** DispatchProof */
        DispatchProof: {
            /** Lead Unit */
            lead_unit: string;
            /** Lead Unit Name */
            lead_unit_name: string;
            /** Matter */
            matter: string;
            /** Matter Version */
            matter_version: number;
            /** Rule Id */
            rule_id: string;
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
        };
        /**
         * DisputeRow
         * @description A dispute (争议): who acts meanwhile (先办后议), and the ruling with the draft of the duty list.
         */
        DisputeRow: {
            /** Acting At */
            acting_at: string | null;
            /** Acting Unit */
            acting_unit: string;
            /** Acting Unit Name */
            acting_unit_name: string;
            /** Draft */
            draft: string;
            /** Id */
            id: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Ruled At */
            ruled_at: string | null;
            /** Ruled Unit */
            ruled_unit: string;
            /** Ruled Unit Name */
            ruled_unit_name: string;
            /** Ruling */
            ruling: string;
            /** Unit Name */
            unit_name: string;
            /** Why */
            why: string;
        };
        /**
         * Document
         * @description A stored picture.
         *
         *     `sha256` is of the bytes as kept, `original_sha256` of the bytes as handed in (before hidden data was
         *     taken off). `taken_at`, lon and lat (WGS 84 degrees) are what the picture itself or the phone said of
         *     time and place; they are None where nothing credible was said. They are kept as fields and are not in
         *     the picture.
         */
        Document: {
            /** Content Url */
            content_url: string;
            /** Height */
            height: number;
            /** Id */
            id: string;
            /** Lat */
            lat: number | null;
            /** Lon */
            lon: number | null;
            /** Media Type */
            media_type: string;
            /** Name */
            name: string;
            /** Original Sha256 */
            original_sha256: string;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
            /** Taken At */
            taken_at: string | null;
            /**
             * Uploaded At
             * Format: date-time
             */
            uploaded_at: string;
            /** Uploaded By */
            uploaded_by: string;
            /** Width */
            width: number;
        };
        /**
         * Draft
         * @description A rule that somebody proposes. The author never approves it himself.
         */
        Draft: {
            /**
             * Allowed
             * @default []
             */
            allowed: string[];
            /** Author */
            author: string;
            /** Author Name */
            author_name: string;
            /** Base Version */
            base_version: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Code */
            code: string;
            /** Declaration */
            declaration: {
                [key: string]: unknown;
            };
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Name */
            name: string;
            /** Note */
            note: string;
            /** Preview */
            preview: {
                [key: string]: number;
            };
            /** Reason */
            reason: string;
            /** Reviewed At */
            reviewed_at: string | null;
            /** Reviewer */
            reviewer: string;
            /** Reviewer Name */
            reviewer_name: string;
            /** Rule Id */
            rule_id: string;
            /** Rule Version */
            rule_version: string;
            /**
             * State
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "refused" | "withdrawn";
            /** Version */
            version: number;
        };
        /**
         * DraftBody
         * @description `declaration`: the whole rule with its `kind`, as `GET /rules/forms` describes it.
         */
        DraftBody: {
            /** Declaration */
            declaration: {
                [key: string]: unknown;
            };
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * DutyAnswer
         * @description Who answers, by which item of the duty list, and why.
         */
        DutyAnswer: {
            /** Co Units */
            co_units: components["schemas"]["CoUnitAnswer"][];
            /** Lead */
            lead: string;
            /** Lead Name */
            lead_name: string;
            /** Matter Version */
            matter_version: number;
            /** Rule Id */
            rule_id: string;
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
        };
        /**
         * DutyAsked
         * @description Where and what to try: an area of the managed tree and what is known of the thing.
         */
        DutyAsked: {
            /** Area */
            area: string;
            /** At */
            at?: string | null;
            /**
             * Maintainer Unit
             * @default
             */
            maintainer_unit: string;
            /**
             * Owner Unit
             * @default
             */
            owner_unit: string;
            /**
             * Place Kind
             * @default
             */
            place_kind: string;
            /**
             * Road Class
             * @default
             */
            road_class: string;
            /**
             * Severity
             * @default
             */
            severity: string;
        };
        /**
         * DutyDesk
         * @description The duty desk: who is on shift, what is open, the log, and the hand-over that waits.
         */
        DutyDesk: {
            /** Alerts */
            alerts: components["schemas"]["Alert"][];
            /** Alerts Total */
            alerts_total: number;
            /** Cases */
            cases: components["schemas"]["CaseRow"][];
            /** Cases Total */
            cases_total: number;
            /** Desk */
            desk: string;
            /** Fed By */
            fed_by: string[];
            hand_over: components["schemas"]["HandOver"] | null;
            /** Log */
            log: components["schemas"]["ShiftLine"][];
            next_shift: components["schemas"]["Shift"] | null;
            /** On Shift */
            on_shift: boolean;
            /** Position */
            position: number;
            shift: components["schemas"]["Shift"] | null;
        };
        /**
         * DutyRuleText
         * @description A duty rule as people read it: the reference of the unit and the sentence it makes.
         *
         *     `words` is the rule as it is declared: what an editor starts from.
         */
        DutyRuleText: {
            /** Area Id */
            area_id: string;
            /** Basis En */
            basis_en: string;
            /** Basis Zh */
            basis_zh: string;
            /** Co Units Zh */
            co_units_zh: string[];
            /** Code */
            code: string;
            /** Conditions En */
            conditions_en: string[];
            /** Conditions Zh */
            conditions_zh: string[];
            /** First Day */
            first_day: string | null;
            /** Last Day */
            last_day: string | null;
            /** Lead En */
            lead_en: string;
            /** Lead Zh */
            lead_zh: string;
            /** Words */
            words: {
                [key: string]: unknown;
            };
        };
        /**
         * EarlierCall
         * @description An earlier call of the same person, with the appeal that came of it unless that is confidential.
         */
        EarlierCall: {
            appeal: components["schemas"]["AppealRow"] | null;
            /**
             * Arrived At
             * Format: date-time
             */
            arrived_at: string;
            /** Id */
            id: string;
            /** Line */
            line: string;
            /** State */
            state: string;
        };
        /**
         * EditBody
         * @description What is set right; a field not given stays. The citizen's own words never change.
         */
        EditBody: {
            /** Against */
            against?: string[] | null;
            /** Area */
            area?: string | null;
            /** Confidential */
            confidential?: boolean | null;
            /** Kind */
            kind?: string | null;
            /** Matter */
            matter?: string | null;
            /** Place */
            place?: string | null;
            /** Public Text */
            public_text?: string | null;
            /** Sensitive */
            sensitive?: boolean | null;
            /** Urgency */
            urgency?: string | null;
            /** Version */
            version?: number | null;
        };
        /**
         * EndBody
         * @description `outcome`: true, false_alarm, device_fault, duplicate or drill. `version`: the one that was seen.
         */
        EndBody: {
            /** Outcome */
            outcome: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Version */
            version?: number | null;
        };
        /**
         * Evaluation
         * @description How a model of the same making did on the rows that were held out from it (every fifth of a label).
         *
         *     Shares are 0 to 1. `held` 0: there were too few rows to hold any out, and nothing was measured. `taught`
         *     rows came from a catalogue's words: learnt, but never measured on.
         *     `coverage` is the share of texts that reach the threshold, which is chosen for 98 % precision on the
         *     training rows alone; `coverage_precision` how many of these were right.
         */
        Evaluation: {
            /** Accuracy */
            accuracy?: number | null;
            /** Calibration Error */
            calibration_error?: number | null;
            /** Coverage */
            coverage?: number | null;
            /** Coverage Precision */
            coverage_precision?: number | null;
            /** Held */
            held: number;
            /** Macro F1 */
            macro_f1?: number | null;
            /**
             * Taught
             * @default 0
             */
            taught: number;
            /** Top3 Accuracy */
            top3_accuracy?: number | null;
        };
        /**
         * Event
         * @description An event, whole. `suggested_grade` is only a suggestion: no ladder sets another.
         */
        Event: {
            /** Alerts */
            alerts: components["schemas"]["EventAlertRef"][];
            /** Allowed */
            allowed: string[];
            /** Children */
            children: components["schemas"]["EventRow"][];
            /** History */
            history: components["schemas"]["EventChange"][];
            parent: components["schemas"]["EventRow"] | null;
            row: components["schemas"]["EventRow"];
            /** Suggested Grade */
            suggested_grade: string;
        };
        /** EventAlertRef */
        EventAlertRef: {
            /** Alert Id */
            alert_id: string;
            /** How */
            how: string;
            /**
             * Joined At
             * Format: date-time
             */
            joined_at: string;
        };
        /**
         * EventChange
         * @description One line of an event's history.
         */
        EventChange: {
            /** Act */
            act: string;
            /** Actor */
            actor: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Version */
            version: number;
        };
        /** EventProof */
        EventProof: {
            /** Event Id */
            event_id: string;
            /** Number */
            number: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Parent Number */
            parent_number: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
        };
        /**
         * EventRow
         * @description An event in a list. `kind` is `single` or `process` (过程: the parent of several of one hazard in one
         *     area).
         *
         *     `severity` is the ladder of its alert; `grade` (事件分级: general, larger, major, extraordinary) is
         *     another ladder, set by a person only, empty until then. `appeals` is 1 where an appeal opened it (how many
         *     share it, appeals knows); `secret` hides it from the area line. `children` counts a process's events.
         */
        EventRow: {
            /** Alerts */
            alerts: number;
            /** Appeals */
            appeals: number;
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Area Path */
            area_path: string;
            /** Children */
            children: number;
            /** Closed At */
            closed_at: string | null;
            /** Demonstration */
            demonstration: boolean;
            /** Grade */
            grade: string;
            /** Hazard */
            hazard: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Lat */
            lat: number | null;
            /** Lon */
            lon: number | null;
            /** Matter */
            matter: string;
            /** Number */
            number: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Parent Id */
            parent_id: string | null;
            /** Secret */
            secret: boolean;
            /** Severity */
            severity: string;
            /** Source */
            source: string;
            /** State */
            state: string;
            /** Thing Id */
            thing_id: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** Version */
            version: number;
        };
        /**
         * EventsAsked
         * @description What a list may be narrowed by; `area` is an area id or a managed path.
         */
        EventsAsked: {
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Hazard
             * @default
             */
            hazard: string;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Parent
             * @default
             */
            parent: string;
            /**
             * Q
             * @default
             */
            q: string;
            /** Since */
            since?: string | null;
            /**
             * State
             * @default
             */
            state: string;
        };
        /**
         * Example
         * @description A shipped scene that a pack can begin from.
         */
        Example: {
            /** Key */
            key: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Recipe */
            recipe: string;
            /** Recipe En */
            recipe_en: string;
            /** Recipe Zh */
            recipe_zh: string;
        };
        /**
         * ExchangePartner
         * @description Another hotline: messages by state, when it last answered or spoke, and since when it does not.
         */
        ExchangePartner: {
            /** Answered At */
            answered_at: string | null;
            /** Away Since */
            away_since: string | null;
            /** Away Why */
            away_why: string;
            /** Demonstration */
            demonstration: boolean;
            /** Id */
            id: string;
            /** Inn */
            inn: {
                [key: string]: number;
            };
            /** Last Received */
            last_received: string | null;
            /** Last Sent */
            last_sent: string | null;
            /** Name */
            name: string;
            /** Orders */
            orders: number;
            /** Out */
            out: {
                [key: string]: number;
            };
            /** Revoked */
            revoked: boolean;
        };
        /**
         * ExchangeState
         * @description How the exchange stands: partners, orders shared, messages to go, those stuck, days compared.
         */
        ExchangeState: {
            /** Conflicts */
            conflicts: components["schemas"]["Stuck"][];
            /** Days */
            days: components["schemas"]["DayChecked"][];
            /** Held */
            held: components["schemas"]["Stuck"][];
            /** Orders */
            orders: number;
            /** Partners */
            partners: components["schemas"]["ExchangePartner"][];
            /** Queued */
            queued: number;
            /** Refused */
            refused: components["schemas"]["Stuck"][];
            /** Waiting */
            waiting: components["schemas"]["Stuck"][];
        };
        /**
         * ExclusionBody
         * @description 考核剔除: which figure, why, and the documents that prove it.
         */
        ExclusionBody: {
            /** Evidence */
            evidence: string[];
            /** Figure */
            figure: string;
            /** Reason */
            reason: string;
            /** Version */
            version?: number | null;
        };
        /** ExclusionDecisionBody */
        ExclusionDecisionBody: {
            /**
             * Decision
             * @default
             */
            decision: string;
            /** Figure */
            figure: string;
            /** Version */
            version?: number | null;
        };
        /**
         * ExclusionRow
         * @description An exclusion from the rates (考核剔除). `state`: asked, granted, refused.
         */
        ExclusionRow: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Case Id */
            case_id: string;
            /** Decided At */
            decided_at: string | null;
            /** Decision */
            decision: string;
            /** Evidence */
            evidence: string[];
            /** Figure */
            figure: string;
            /** Figure En */
            figure_en: string;
            /** Figure Zh */
            figure_zh: string;
            /** Id */
            id: string;
            /** Reason */
            reason: string;
            /** State */
            state: string;
            /** Unit Name */
            unit_name: string;
        };
        /**
         * Explanation
         * @description The proof chain of a case on one page: readings ← alert ← event ← dispatch ← steps, messages, facts.
         */
        Explanation: {
            /** Alerts */
            alerts: components["schemas"]["AlertProof"][];
            /** Cases */
            cases: components["schemas"]["CaseRow"][];
            /** Clock Log */
            clock_log: components["schemas"]["ClockLine"][];
            /** Clocks */
            clocks: components["schemas"]["ClockRow"][];
            dispatch: components["schemas"]["DispatchProof"];
            event: components["schemas"]["EventProof"] | null;
            /** Facts */
            facts: components["schemas"]["FactProof"][];
            /** Messages */
            messages: components["schemas"]["MessageProof"][];
            row: components["schemas"]["CaseRow"];
            /** Steps */
            steps: components["schemas"]["StepRow"][];
        };
        /** ExtensionBody */
        ExtensionBody: {
            /** Amount */
            amount: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "working_day" | "working_hour" | "urgent_hour" | "natural_day";
            /** Reason */
            reason: string;
            /** Version */
            version?: number | null;
        };
        /**
         * ExtensionRow
         * @description An extension (延期): asked by the holder, decided by the dispatcher's side.
         */
        ExtensionRow: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Decision */
            decision: string;
            /** Id */
            id: string;
            /** Limit Amount */
            limit_amount: number;
            /** Limit Kind */
            limit_kind: string;
            /** Reason */
            reason: string;
            /** State */
            state: string;
            /** Unit Name */
            unit_name: string;
        };
        /**
         * FactProof
         * @description A fact about the case or what led to it, with its place in the one order of facts.
         */
        FactProof: {
            /** Actor */
            actor: string;
            /** Fact Type */
            fact_type: string;
            /** Position */
            position: number | null;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Subject */
            subject: string;
            /** Version */
            version: number;
        };
        /**
         * FallFigures
         * @description Did appeals fall? Counts and days before and after; the change is of the rates a day.
         *
         *     `before` are whole months before the theme's month, `after` the days from the one after adoption on.
         *     `change` and `p` are None where `enough` is False; `p` is the chance of so few if nothing had changed.
         */
        FallFigures: {
            /** After */
            after: number;
            /** After Days */
            after_days: number;
            /** After Since */
            after_since: string | null;
            /** After Until */
            after_until: string | null;
            /** Before */
            before: number;
            /** Before Days */
            before_days: number;
            /**
             * Before Since
             * Format: date
             */
            before_since: string;
            /**
             * Before Until
             * Format: date
             */
            before_until: string;
            /** Change */
            change: number | null;
            /** Enough */
            enough: boolean;
            /** Months */
            months: components["schemas"]["MonthCount"][];
            /** P */
            p: number | null;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
        };
        /**
         * FalseAlarmRate
         * @description How often a rule cried wolf, with the exact counts.
         *
         *     `rate` = false_alarm ÷ (true + false_alarm). Open and late alerts, duplicates, drills and device faults
         *     stand beside it and are in neither figure. None when nobody has judged any alert yet.
         */
        FalseAlarmRate: {
            /** Device Fault */
            device_fault: number;
            /** Drill */
            drill: number;
            /** Duplicate */
            duplicate: number;
            /** False Alarm */
            false_alarm: number;
            /** Late */
            late: number;
            /** Open */
            open: number;
            /** Raised */
            raised: number;
            /** Rate */
            rate: number | null;
            /** Rule Code */
            rule_code: string;
            /** Rule Version */
            rule_version: string;
            /** True */
            true: number;
        };
        /**
         * Figure
         * @description One side of a rate: `n` cases looked at, `denominator` of them count, `numerator` of these are so.
         */
        Figure: {
            /** Denominator */
            denominator: number;
            /** N */
            n: number;
            /** Numerator */
            numerator: number;
            /** Share */
            share: number | null;
        };
        /**
         * FigureActBody
         * @description An act on a figure at the version that the person saw.
         */
        FigureActBody: {
            /** Id */
            id: string;
            /** Version */
            version: number;
        };
        /**
         * FigureBody
         * @description One figure as it is filled in; numbers as they were written, so that a word among them can be told.
         */
        FigureBody: {
            /** Area */
            area: string;
            /** Code */
            code: string;
            /**
             * Last Year
             * @default
             */
            last_year: string;
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * On
             * Format: date
             */
            on: string;
            /** Value */
            value: string;
            /**
             * Version
             * @default 0
             */
            version: number;
        };
        /**
         * FigureCell
         * @description A number in a table, chart or row of figures; a value of null is 未报, or with a source (`ref`) 无基数:
         *     there was nothing to count.
         */
        FigureCell: {
            /**
             * Change En
             * @default
             */
            change_en: string;
            /**
             * Change Zh
             * @default
             */
            change_zh: string;
            /** Ref */
            ref: number;
            /** Text */
            text: string;
            /** Value */
            value: number | null;
        };
        /**
         * FigureCellBody
         * @description What a reviewer says of one field.
         */
        FigureCellBody: {
            /** Cell */
            cell: string;
            /** Text */
            text: string;
        };
        /** FigureKeyBody */
        FigureKeyBody: {
            /** Name */
            name: string;
        };
        /**
         * FigureKeyMade
         * @description A key that was just made, shown this once.
         */
        FigureKeyMade: {
            /** Id */
            id: string;
            /** Key */
            key: string;
            /** Name */
            name: string;
        };
        /**
         * FigureKeyRow
         * @description A key by which another system reports for a person; `used_at`: when it last brought something.
         */
        FigureKeyRow: {
            /** Id */
            id: string;
            /**
             * Issued At
             * Format: date-time
             */
            issued_at: string;
            /** Name */
            name: string;
            /** Revoked */
            revoked: boolean;
            /** Used At */
            used_at: string | null;
        };
        /**
         * FigureLine
         * @description A line of the catalogue: a definition and its present value for the area looked at.
         */
        FigureLine: {
            cell: components["schemas"]["BoardCell"] | null;
            indicator: components["schemas"]["BoardIndicator"];
            /** Periods */
            periods: string[];
        };
        /**
         * FigurePage
         * @description One figure of one area and period: its definition, its history, and the areas below it.
         *
         *     `sum` is what those below (with what lies in none of them) add up to, null where they cannot be added;
         *     `apart`: the whole less the sum, which of a published figure is its 差额 and of a computed one nothing.
         *     `charged`: all of it is over the rows alone that the units of one's charge (分管) handle.
         */
        FigurePage: {
            /** Apart */
            apart: number | null;
            area: components["schemas"]["BoardPlace"];
            cell: components["schemas"]["BoardCell"];
            /**
             * Charged
             * @default false
             */
            charged: boolean;
            /**
             * Earlier
             * Format: date
             */
            earlier: string;
            indicator: components["schemas"]["BoardIndicator"];
            /** Label En */
            label_en: string;
            /** Label Zh */
            label_zh: string;
            /** Later */
            later: string | null;
            /** Lines */
            lines: components["schemas"]["BoardCell"][];
            /**
             * Period
             * Format: date
             */
            period: string;
            /** Period Kind */
            period_kind: string;
            /** Periods */
            periods: string[];
            /** Position */
            position: number;
            /** Series */
            series: components["schemas"]["BoardCell"][];
            /** Sum */
            sum: number | null;
            /** Trail */
            trail: components["schemas"]["BoardPlace"][];
            /** Tree */
            tree: string;
        };
        /** FigureReturnBody */
        FigureReturnBody: {
            /** Cells */
            cells?: components["schemas"]["FigureCellBody"][];
            /** Id */
            id: string;
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /** FigureReviseBody */
        FigureReviseBody: {
            /** Id */
            id: string;
            /** Reason */
            reason: string;
            /** Value */
            value: string;
            /** Version */
            version: number;
        };
        /**
         * FigureRow
         * @description One figure to be filled in, or on its way. `held` is what the house knows already; `last_year` is asked
         *     only where `asks_last_year`. `overdue`: past its deadline and not reported. `due_at` is None where the
         *     calendar of the year is missing. `published` is what the public sees now. `returned_*` say why it came
         *     back; `allowed` are the acts that this person could do on it now.
         */
        FigureRow: {
            /** Allowed */
            allowed: string[];
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Asks Last Year */
            asks_last_year: boolean;
            /** Code */
            code: string;
            /** Decimals */
            decimals: number;
            /** Due At */
            due_at: string | null;
            /** Filled By Name */
            filled_by_name: string;
            /** Held */
            held: components["schemas"]["HeldFigure"][];
            /** Id */
            id: string;
            /** Last Year */
            last_year: number | null;
            /** Late */
            late: boolean;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Note */
            note: string;
            /** Overdue */
            overdue: boolean;
            period: components["schemas"]["Period"];
            /** Published */
            published: number | null;
            /** Reported At */
            reported_at: string | null;
            /** Returned Cells */
            returned_cells: components["schemas"]["Cell"][];
            /** Returned Reason */
            returned_reason: string;
            /** Revision */
            revision: number;
            /** Stage */
            stage: string;
            /**
             * State
             * @enum {string}
             */
            state: "awaited" | "draft" | "reported" | "returned" | "reviewed" | "published";
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Unit */
            unit: string;
            /** Urged */
            urged: number;
            /** Value */
            value: number | null;
            /** Version */
            version: number;
            /** Why */
            why: string;
        };
        /** FiguresBody */
        FiguresBody: {
            /** Figures */
            figures: components["schemas"]["FigureActBody"][];
        };
        /** FiguresPublishBody */
        FiguresPublishBody: {
            /** Figures */
            figures: components["schemas"]["FigureActBody"][];
            /**
             * Final
             * @default false
             */
            final: boolean;
        };
        /**
         * FiguresPushed
         * @description What became of a batch; `repeated`: it was taken before, under the same number.
         */
        FiguresPushed: {
            /** Figures */
            figures: components["schemas"]["PushedFigure"][];
            /** Repeated */
            repeated: boolean;
        };
        /**
         * FiguresRead
         * @description What was made of a sheet: rows, drafts kept, rows that stood so already, and the faults by cell.
         */
        FiguresRead: {
            /** Again */
            again: number;
            /** Faults */
            faults: components["schemas"]["Cell"][];
            /** Kept */
            kept: number;
            /** Reported */
            reported: number;
            /** Rows */
            rows: number;
        };
        /** FiguresUrgeBody */
        FiguresUrgeBody: {
            /** Area */
            area: string;
            /** Areas */
            areas?: string[];
            /** Code */
            code: string;
            /**
             * On
             * Format: date
             */
            on: string;
        };
        /**
         * FlowMove
         * @description An edge of the drawing. `stays`: the act moves no stage. `by`: as whom; `system` for what happens by
         *     itself. `when` are the conditions that must hold.
         */
        FlowMove: {
            /** Act */
            act: string;
            /** Act En */
            act_en: string;
            /** Act Zh */
            act_zh: string;
            /** By */
            by: string;
            /** From Stage */
            from_stage: string;
            /** Kinds */
            kinds: string[];
            /** Permission */
            permission: string;
            /** Result */
            result: string;
            /** Roles */
            roles: string[];
            /** Stays */
            stays: boolean;
            /** To Stage */
            to_stage: string;
            /** When */
            when: string[];
        };
        /**
         * FlowRow
         * @description A case flow in a list, in the version that new cases get.
         */
        FlowRow: {
            /** Code */
            code: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Shipped */
            shipped: boolean;
            /** Stages */
            stages: number;
            /** Stands */
            stands: string;
            /** Version */
            version: string;
        };
        /**
         * FlowStage
         * @description A node of the drawing.
         */
        FlowStage: {
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Ends */
            ends: boolean;
            /** First */
            first: boolean;
            /** Starts */
            starts: string[];
            /** Stops */
            stops: string[];
            /** Unfinished */
            unfinished: boolean;
            /** Zh */
            zh: string;
        };
        /**
         * FlowView
         * @description A flow in one version, for drawing. `versions`: all that are kept, newest first.
         */
        FlowView: {
            /** Extensions */
            extensions: number;
            /** Joins */
            joins: string;
            /** Moves */
            moves: components["schemas"]["FlowMove"][];
            row: components["schemas"]["FlowRow"];
            /** Stages */
            stages: components["schemas"]["FlowStage"][];
            /** Versions */
            versions: string[];
        };
        /**
         * Forecast
         * @description A forecast as it is kept. `scores`: of the model that was chosen and of the naive one, from `origins`
         *     points with `tested` values. It learnt from `periods` up to `trained_to` and the fact `position`.
         */
        Forecast: {
            /** Made At */
            made_at: string | null;
            /**
             * Model
             * @enum {string}
             */
            model: "naive" | "theta" | "ets";
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Origins */
            origins: number;
            /** Periods */
            periods: number;
            /** Position */
            position: number;
            /** Says En */
            says_en: string;
            /** Says Zh */
            says_zh: string;
            /** Scores */
            scores: components["schemas"]["Score"][];
            /**
             * Standing
             * @enum {string}
             */
            standing: "model" | "naive" | "short" | "none";
            /** Steps */
            steps: components["schemas"]["Step"][];
            /** Tested */
            tested: number;
            /** Trained To */
            trained_to: string | null;
            /** Version */
            version: string;
        };
        /**
         * Found
         * @description The answer of the search, within what the person may see.
         */
        Found: {
            /** Groups */
            groups: components["schemas"]["HitGroup"][];
            /** Position */
            position: number;
            /** Q */
            q: string;
        };
        /**
         * GapArea
         * @description 感知空白: an area without any.
         */
        GapArea: {
            /** Above */
            above: string;
            /** Area Id */
            area_id: string;
            /** Name */
            name: string;
        };
        /**
         * GapLine
         * @description How many areas of the asked level lie below one area, and how many of them have a thing.
         */
        GapLine: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Covered */
            covered: number;
            /** Total */
            total: number;
        };
        /**
         * GapRow
         * @description 缺口: a stretch in which a connector brought nothing, and how much of it has come since (补传).
         */
        GapRow: {
            /** Asked */
            asked: number;
            /**
             * Begins At
             * Format: date-time
             */
            begins_at: string;
            /**
             * Detected At
             * Format: date-time
             */
            detected_at: string;
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /** Expected */
            expected: number;
            /** Filled */
            filled: number;
            /** Filled At */
            filled_at: string | null;
        };
        /**
         * GradeBody
         * @description `version` is the version the client saw; another one is a conflict.
         */
        GradeBody: {
            /** Grade */
            grade: string;
            /** Reason */
            reason: string;
            /** Version */
            version?: number | null;
        };
        /**
         * GradeRow
         * @description One line of the topic's opinion of itself, and what the machine found where it can look.
         */
        GradeRow: {
            /** Because */
            because: string;
            /** Proof */
            proof: string;
            /** Quality */
            quality: string;
            /** State */
            state: string;
        };
        /**
         * GrantBody
         * @description `hours` makes it an emergency grant that expires.
         */
        GrantBody: {
            /**
             * Area Path
             * @default
             */
            area_path: string;
            /** Hours */
            hours?: number | null;
            /** Reason */
            reason: string;
            /** Role */
            role: string;
            /** User Id */
            user_id: string;
        };
        /** GrantReasonBody */
        GrantReasonBody: {
            /** Reason */
            reason: string;
        };
        /**
         * GrantRow
         * @description A role given to a person.
         */
        GrantRow: {
            /** Area Path */
            area_path: string;
            /** Expires At */
            expires_at: string | null;
            /** Granted By */
            granted_by: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "standing" | "shift" | "emergency";
            /** Reason */
            reason: string;
            /** Revoked At */
            revoked_at: string | null;
            /** Role */
            role: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** User Id */
            user_id: string;
            /** User Name */
            user_name: string;
        };
        /**
         * GraphColumn
         * @description One kind of node; `total` may be more than are drawn.
         */
        GraphColumn: {
            /** Kind */
            kind: string;
            /** Nodes */
            nodes: components["schemas"]["GraphNode"][];
            /** Total */
            total: number;
        };
        /**
         * GraphEdge
         * @description From a node to one of the column right of it, by their keys.
         */
        GraphEdge: {
            /** Left */
            left: string;
            /** Right */
            right: string;
        };
        /**
         * GraphNode
         * @description A node of 业务图谱. `kind`: its column; `page`: where the thing is; `near`: next to the focus; `cell`:
         *     where an indicator stands in the area looked at.
         */
        GraphNode: {
            cell?: components["schemas"]["BoardCell"] | null;
            /** Code */
            code: string;
            /**
             * Decimals
             * @default 0
             */
            decimals: number;
            /** Key */
            key: string;
            /** Kind */
            kind: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Near */
            near: boolean;
            /** Page */
            page: string;
            /**
             * Unit
             * @default
             */
            unit: string;
        };
        /**
         * GraphView
         * @description The chain through one node: duty, matter, flow, table, indicator, owner. `area`: whose duties.
         */
        GraphView: {
            area: components["schemas"]["BoardPlace"];
            /** Columns */
            columns: components["schemas"]["GraphColumn"][];
            /** Edges */
            edges: components["schemas"]["GraphEdge"][];
            focus: components["schemas"]["GraphNode"];
        };
        /**
         * GridBody
         * @description What a grid worker reports from where he stands (or of an area, where there is no signal);
         *     with `handled` it was set right on the spot.
         */
        GridBody: {
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Crs
             * @default wgs84
             */
            crs: string;
            /**
             * Evidence
             * @default []
             */
            evidence: string[];
            /**
             * Handled
             * @default
             */
            handled: string;
            /**
             * Key
             * @default
             */
            key: string;
            /**
             * Kind
             * @default help
             */
            kind: string;
            /** Lat */
            lat?: number | null;
            /** Lon */
            lon?: number | null;
            /**
             * Matter
             * @default
             */
            matter: string;
            /**
             * Photos
             * @default []
             */
            photos: string[];
            /** Text */
            text: string;
        };
        /**
         * GridFault
         * @description One thing wrong with one row of an import: `row` is 1-based as the file counts its features or
         *     records.
         */
        GridFault: {
            /** Blocks */
            blocks: boolean;
            /** Code */
            code: string;
            /** En */
            en: string;
            /**
             * Fault
             * @enum {string}
             */
            fault: "geometry" | "code" | "duplicate" | "area" | "overlap" | "gap" | "frame" | "outside" | "encoding";
            /** Row */
            row: number;
            /** Zh */
            zh: string;
        };
        /**
         * GridHit
         * @description The grid of one scheme that a point lies in, and who answers for it (user ids; "" = nobody named
         *     yet).
         */
        GridHit: {
            /** Code */
            code: string;
            /** Grid Id */
            grid_id: string;
            /** Head User */
            head_user: string;
            /** Name */
            name: string;
            /**
             * Precision
             * @enum {string}
             */
            precision: "sourced" | "demonstration";
            /** Scheme */
            scheme: string;
            /** Worker User */
            worker_user: string;
        };
        /** GridPeople */
        GridPeople: {
            /** Head User */
            head_user?: string | null;
            /** Worker User */
            worker_user?: string | null;
        };
        /**
         * GridReport
         * @description What an import of grids found and did. Nothing is stored while any fault blocks.
         */
        GridReport: {
            /** Added */
            added: number;
            /** Changed */
            changed: number;
            /** Faults */
            faults: components["schemas"]["GridFault"][];
            /** Frame */
            frame: string;
            /** Rows */
            rows: number;
            /** Scheme */
            scheme: string;
            /** Stored */
            stored: boolean;
            /** Unchanged */
            unchanged: number;
        };
        /**
         * GridScheme
         * @description A family of grids that may overlap other families but not itself.
         */
        GridScheme: {
            /** Code Pattern */
            code_pattern: string;
            /** Code Rule */
            code_rule: string;
            /**
             * Covers
             * @enum {string}
             */
            covers: "everything" | "places";
            /**
             * Gaps
             * @enum {string}
             */
            gaps: "report" | "refuse";
            /** Grids */
            grids: number;
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * Ground
         * @description A table that figures may be counted from.
         */
        Ground: {
            /** Code */
            code: string;
            /** Columns */
            columns: components["schemas"]["GroundColumn"][];
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
        };
        /**
         * GroundColumn
         * @description A column of a table: its type (`text`, `day`, `number`), the unit of a number, whether figures may be
         *     split by it.
         */
        GroundColumn: {
            /** Dimension */
            dimension: boolean;
            /** Name */
            name: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Type */
            type: string;
            /** Unit */
            unit: string;
        };
        /**
         * GroundLine
         * @description An indicator that others may be made from, or a line of units that may own one.
         */
        GroundLine: {
            /** Code */
            code: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Unit */
            unit: string;
        };
        /**
         * HandOver
         * @description A hand-over (交接班): drawn by the outgoing officer, in force when both have signed.
         */
        HandOver: {
            /** Area Path */
            area_path: string;
            /** Desk */
            desk: string;
            /**
             * Drawn At
             * Format: date-time
             */
            drawn_at: string;
            /** From Shift */
            from_shift: string;
            /** Id */
            id: string;
            incoming: components["schemas"]["UserRef"];
            /** Incoming Signed At */
            incoming_signed_at: string | null;
            /** Items */
            items: components["schemas"]["HandOverItem"][];
            /** Note */
            note: string;
            outgoing: components["schemas"]["UserRef"];
            /** Outgoing Signed At */
            outgoing_signed_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "drawn" | "half_signed" | "signed" | "withdrawn";
            /** To Shift */
            to_shift: string;
        };
        /** HandOverBody */
        HandOverBody: {
            /** Desk */
            desk: string;
            /**
             * Note
             * @default
             */
            note: string;
        };
        /**
         * HandOverItem
         * @description One open matter on a hand-over list (交接班清单).
         */
        HandOverItem: {
            /**
             * Area Path
             * @default
             */
            area_path: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /**
             * Note
             * @default
             */
            note: string;
            /** State */
            state: string;
            /** Title */
            title: string;
        };
        /**
         * HandedIn
         * @description An appeal that another system hands in.
         */
        HandedIn: {
            /**
             * Address
             * @default
             */
            address: string;
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Confidential
             * @default false
             */
            confidential: boolean;
            /**
             * Crs
             * @default wgs84
             */
            crs: string;
            /** External No */
            external_no: string;
            /** Kind */
            kind: string;
            /** Lat */
            lat?: number | null;
            /** Lon */
            lon?: number | null;
            /**
             * Matter
             * @default
             */
            matter: string;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Phone
             * @default
             */
            phone: string;
            /**
             * Place
             * @default
             */
            place: string;
            /**
             * Recording Id
             * @default
             */
            recording_id: string;
            /**
             * Ref
             * @default
             */
            ref: string;
            /** Text */
            text: string;
            /**
             * Urgency
             * @default general
             */
            urgency: string;
        };
        /**
         * HandleBody
         * @description 处置: what was done; `before` and `after` are document ids.
         */
        HandleBody: {
            /**
             * After
             * @default []
             */
            after: string[];
            /**
             * Before
             * @default []
             */
            before: string[];
            /** Text */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * HazardLine
         * @description The counts of one hazard.
         */
        HazardLine: {
            counts: components["schemas"]["Counts"];
            /** Hazard */
            hazard: string;
        };
        /**
         * Heading
         * @description What a column of a table or a series of a chart is.
         */
        Heading: {
            /** En */
            en: string;
            /** Unit */
            unit: string;
            /** Unit En */
            unit_en?: string | null;
            /** Zh */
            zh: string;
        };
        /**
         * HeldFigure
         * @description A number that the house holds already and that nobody is asked for again.
         */
        HeldFigure: {
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Unit */
            unit: string;
            /** Value */
            value: number | null;
        };
        /**
         * Hit
         * @description One thing found, of any kind, with the page that shows it.
         */
        Hit: {
            /** Area Path */
            area_path: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "area" | "unit" | "thing" | "record" | "alert" | "event" | "case";
            /** Link */
            link: string;
            /** Note */
            note: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
        };
        /**
         * HitGroup
         * @description What one kind has found: the first few, and how many there are.
         */
        HitGroup: {
            /** Hits */
            hits: components["schemas"]["Hit"][];
            /** Kind */
            kind: string;
            /** Total */
            total: number;
        };
        /** Ids */
        Ids: {
            /** Ids */
            ids: string[];
        };
        /**
         * ImportReport
         * @description What an import did, or would do: each row's number of its appeal, in order of the rows.
         */
        ImportReport: {
            /** Again */
            again: number;
            /** Dry Run */
            dry_run: boolean;
            /** Numbers */
            numbers: string[];
            /** Registered */
            registered: number;
            /** Rows */
            rows: number;
        };
        /**
         * ImportedDetail
         * @description An imported table with what was done to it, and the rows that were taken last, in the order of its
         *     columns.
         */
        ImportedDetail: {
            /** History */
            history: components["schemas"]["DefinitionLine"][];
            row: components["schemas"]["ImportedRow"];
            /** Sample */
            sample: string[][];
        };
        /**
         * ImportedRow
         * @description An imported table: its columns, how many rows it has, since when, where it stands; `used_by` how many
         *     definitions are counted from it. `counted_at`: when figures were last made from it.
         */
        ImportedRow: {
            /** Code */
            code: string;
            /** Columns */
            columns: {
                [key: string]: unknown;
            }[];
            /** Counted At */
            counted_at: string | null;
            /** Imported At */
            imported_at: string | null;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Rows */
            rows: number;
            /** State */
            state: string;
            /** Used By */
            used_by: components["schemas"]["GroundLine"][];
            /** Version */
            version: number;
        };
        /**
         * InstructionActBody
         * @description An act on the paper's version as the person saw it; `words` or the reason where one is given.
         */
        InstructionActBody: {
            /** Version */
            version: number;
            /**
             * Words
             * @default
             */
            words: string;
        };
        /**
         * InstructionAgainBody
         * @description 再批示; without a lead unit to the same units.
         */
        InstructionAgainBody: {
            /** Co Units */
            co_units?: string[];
            /** Day */
            day?: string | null;
            /** Days */
            days?: number | null;
            /**
             * Lead Unit
             * @default
             */
            lead_unit: string;
            /**
             * Task
             * @default
             */
            task: string;
            /** Version */
            version: number;
            /** Words */
            words: string;
        };
        /** InstructionAssignBody */
        InstructionAssignBody: {
            /** Co Units */
            co_units?: string[];
            /** Day */
            day?: string | null;
            /** Days */
            days?: number | null;
            /**
             * Lead Unit
             * @default
             */
            lead_unit: string;
            /**
             * Task
             * @default
             */
            task: string;
            /** Version */
            version: number;
        };
        /**
         * InstructionBody
         * @description 录入; without a lead unit it waits to be assigned. `leader` empty: I write it myself.
         */
        InstructionBody: {
            /** Co Units */
            co_units?: string[];
            /** Day */
            day?: string | null;
            /** Days */
            days?: number | null;
            /**
             * Lead Unit
             * @default
             */
            lead_unit: string;
            /**
             * Leader
             * @default
             */
            leader: string;
            /**
             * Secret
             * @default false
             */
            secret: boolean;
            /**
             * Source Kind
             * @default
             * @enum {string}
             */
            source_kind: "" | "indicator" | "case" | "event" | "briefing";
            /**
             * Source Label
             * @default
             */
            source_label: string;
            /**
             * Source Ref
             * @default
             */
            source_ref: string;
            /**
             * Task
             * @default
             */
            task: string;
            /**
             * Title
             * @default
             */
            title: string;
            /** Words */
            words: string;
        };
        /**
         * InstructionDetail
         * @description A paper, whole; `allowed` are the acts that this person could do on it now.
         */
        InstructionDetail: {
            /** Allowed */
            allowed: string[];
            /** Entered By Name */
            entered_by_name: string;
            /** History */
            history: components["schemas"]["InstructionLine"][];
            row: components["schemas"]["InstructionRow"];
            /** Units */
            units: components["schemas"]["InstructionUnit"][];
        };
        /** InstructionFeedBackBody */
        InstructionFeedBackBody: {
            /** Evidence */
            evidence?: string[];
            /** Text */
            text: string;
            /** Version */
            version: number;
        };
        /**
         * InstructionLine
         * @description A line of the history; `words` and `evidence` as far as they may be read.
         */
        InstructionLine: {
            /** Act */
            act: string;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Due At */
            due_at: string | null;
            /** Evidence */
            evidence: string[];
            /** Note */
            note: string;
            /** Round */
            round: number;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
            /** Words */
            words: string;
        };
        /**
         * InstructionRow
         * @description A line of the list. `words` is None for who may see the paper and not read the original.
         */
        InstructionRow: {
            /** Answered At */
            answered_at: string | null;
            /** Co Unit Names */
            co_unit_names: string[];
            /** Due At */
            due_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Entered At
             * Format: date-time
             */
            entered_at: string;
            /** Id */
            id: string;
            /** Lamp */
            lamp: string;
            /** Lead Unit */
            lead_unit: string;
            /** Lead Unit Name */
            lead_unit_name: string;
            /** Leader Name */
            leader_name: string;
            /** Mine */
            mine: boolean;
            /** Number */
            number: string;
            /** Overdue */
            overdue: boolean;
            /** Round */
            round: number;
            /** Secret */
            secret: boolean;
            source: components["schemas"]["InstructionSource"];
            /** State */
            state: string;
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Task */
            task: string;
            /** Title */
            title: string;
            /** Version */
            version: number;
            /** Words */
            words: string | null;
        };
        /**
         * InstructionSource
         * @description What it was written on; `page` is where that is seen, empty where it is not in the house.
         */
        InstructionSource: {
            /** Kind */
            kind: string;
            /** Label */
            label: string;
            /** Page */
            page: string;
            /** Ref */
            ref: string;
        };
        /**
         * InstructionUnit
         * @description One unit's part in the present round.
         */
        InstructionUnit: {
            /** Answered At */
            answered_at: string | null;
            /** Lead */
            lead: boolean;
            /** Signed At */
            signed_at: string | null;
            /** Signed By */
            signed_by: string;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
        };
        /**
         * IssuedKey
         * @description A fresh key; the only time that it is seen. Requests are signed with its SHA-256 in hexadecimal.
         */
        IssuedKey: {
            /** Key */
            key: string;
            /** Source Id */
            source_id: string;
        };
        /**
         * IssuedToken
         * @description A fresh credential; the only time the token is seen in clear.
         */
        IssuedToken: {
            /** Source Id */
            source_id: string;
            /** Token */
            token: string;
        };
        /**
         * JoinBody
         * @description `into` is an appeal already dispatched; all of `appeals` share its event, or none does.
         */
        JoinBody: {
            /** Appeals */
            appeals: string[];
            /** Into */
            into: string;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * KeptRow
         * @description 待查报文: something that could not be taken, as it came. Access passwords in it are masked.
         */
        KeptRow: {
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Hex */
            hex: string;
            /** Id */
            id: number;
            /** Peer */
            peer: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Size */
            size: number;
            /** Station */
            station: string;
            /** Text */
            text: string;
            /** Zh */
            zh: string;
        };
        /**
         * KnowledgeCorrection
         * @description A correction (纠错): what is said to be wrong with an entry, and its unit's answer.
         */
        KnowledgeCorrection: {
            /** Answer */
            answer: string;
            /** Answered At */
            answered_at: string | null;
            /** Answered By Name */
            answered_by_name: string;
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Asked By Name */
            asked_by_name: string;
            /** Asked Unit Name */
            asked_unit_name: string;
            /**
             * Due At
             * Format: date-time
             */
            due_at: string;
            /** Entry Id */
            entry_id: string;
            /** Entry Number */
            entry_number: string;
            /** Id */
            id: string;
            /** Overdue */
            overdue: boolean;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "corrected" | "refused";
            /** Text */
            text: string;
            /** Text Number */
            text_number: number;
            /** Title */
            title: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /**
         * KnowledgeEntry
         * @description A whole entry. `newest` is the text that is written or reviewed at the moment, for those who may see
         *     it; `versions` are newest first, for others only those that were published.
         */
        KnowledgeEntry: {
            /** Allowed */
            allowed: ("change" | "ask" | "publish" | "send_back" | "reaffirm" | "withdraw" | "report" | "answer")[];
            /** Answer */
            answer: string;
            /** Corrections */
            corrections: components["schemas"]["KnowledgeCorrection"][];
            /** Live Number */
            live_number: number;
            newest: components["schemas"]["KnowledgeText"] | null;
            /** Questions */
            questions: string[];
            row: components["schemas"]["KnowledgeRow"];
            /** Steps */
            steps: components["schemas"]["KnowledgeStep"][];
            /** Versions */
            versions: components["schemas"]["KnowledgeText"][];
        };
        /**
         * KnowledgeForm
         * @description One text of an entry as somebody wrote it.
         *
         *     `answer` is plain text: an empty line parts paragraphs, a line that begins with “- ” or “1. ” is a list
         *     item; nothing in it is markup. `questions` are other ways to ask the same. `area` is the area id for
         *     which it holds, "" for all of the author unit's area. Days are days in Asia/Shanghai, both inclusive.
         */
        KnowledgeForm: {
            /** Answer */
            answer: string;
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Keywords
             * @default []
             */
            keywords: string[];
            /**
             * Matters
             * @default []
             */
            matters: string[];
            /**
             * Public
             * @default false
             */
            public: boolean;
            /**
             * Questions
             * @default []
             */
            questions: string[];
            /** Review Due */
            review_due?: string | null;
            /** Title */
            title: string;
            /** Valid From */
            valid_from?: string | null;
            /** Valid Until */
            valid_until?: string | null;
        };
        /**
         * KnowledgeImported
         * @description What a sheet did: numbers of the drafts that it wrote anew, of those with a new text, and how many
         *     lines said nothing new.
         */
        KnowledgeImported: {
            /** Changed */
            changed: string[];
            /** Unchanged */
            unchanged: number;
            /** Written */
            written: string[];
        };
        /**
         * KnowledgeRow
         * @description A line of the list. `score` is 0 where nothing was searched for.
         */
        KnowledgeRow: {
            /** Area Name */
            area_name: string;
            /** Area Path */
            area_path: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Demonstration */
            demonstration: boolean;
            /** Excerpt */
            excerpt: string;
            /** Id */
            id: string;
            /** Keywords */
            keywords: string[];
            /** Matters */
            matters: string[];
            /** Number */
            number: string;
            /** Open Corrections */
            open_corrections: number;
            /** Public */
            public: boolean;
            /** Review Due */
            review_due: string | null;
            /** Review Is Due */
            review_is_due: boolean;
            /**
             * Revision
             * @enum {string}
             */
            revision: "" | "draft" | "asked";
            /** Score */
            score: number;
            /**
             * State
             * @enum {string}
             */
            state: "draft" | "asked" | "published" | "expired" | "withdrawn";
            /** Title */
            title: string;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
            /** Valid From */
            valid_from: string | null;
            /** Valid Until */
            valid_until: string | null;
            /** Version */
            version: number;
        };
        /**
         * KnowledgeStep
         * @description One act on an entry.
         */
        KnowledgeStep: {
            /** Act */
            act: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By Name */
            by_name: string;
            /** Note */
            note: string;
            /** Text Number */
            text_number: number;
            /** Unit Name */
            unit_name: string;
        };
        /**
         * KnowledgeTerms
         * @description Terms of the knowledge base, data that a city edits.
         */
        KnowledgeTerms: {
            /**
             * Answer Days
             * @default 5
             */
            answer_days: number;
            /**
             * Review Days
             * @default 365
             */
            review_days: number;
            /**
             * Warn Days
             * @default 30
             */
            warn_days: number;
        };
        /**
         * KnowledgeText
         * @description One text of an entry, with who wrote it, when and why; published or not.
         */
        KnowledgeText: {
            /** Answer */
            answer: string;
            /** Area */
            area: string;
            /** Keywords */
            keywords: string[];
            /** Matters */
            matters: string[];
            /** Number */
            number: number;
            /** Public */
            public: boolean;
            /** Published At */
            published_at: string | null;
            /** Questions */
            questions: string[];
            /** Review Due */
            review_due: string | null;
            /** Reviewed By Name */
            reviewed_by_name: string;
            /** Title */
            title: string;
            /** Valid From */
            valid_from: string | null;
            /** Valid Until */
            valid_until: string | null;
            /** Why */
            why: string;
            /**
             * Written At
             * Format: date-time
             */
            written_at: string;
            /** Written By Name */
            written_by_name: string;
        };
        /**
         * Latest
         * @description Newest reading of a datastream by observation time.
         */
        Latest: {
            /** Datastream */
            datastream: string;
            /**
             * Observed At
             * Format: date-time
             */
            observed_at: string;
            /**
             * Quality
             * @enum {string}
             */
            quality: "good" | "suspect" | "calibration" | "maintenance" | "fault" | "deleted";
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Value */
            value: number;
        };
        /**
         * LatestAnswer
         * @description The newest reading, None before the first.
         */
        LatestAnswer: {
            latest: components["schemas"]["Latest"] | null;
        };
        /**
         * LayerRow
         * @description A map layer of a scene: which things it shows, by which property, in which colours.
         */
        LayerRow: {
            /** Icon */
            icon: string;
            /** Id */
            id: string;
            /** Levels */
            levels: components["schemas"]["LevelRow"][];
            /** Models */
            models: string[];
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Property */
            property: string;
            /** Unit */
            unit: string;
        };
        /**
         * LedgerCard
         * @description A ledger in the list of ledgers; a `total` above 10,000 says no more than that there are more.
         */
        LedgerCard: {
            /** About En */
            about_en: string;
            /** About Zh */
            about_zh: string;
            /** Code */
            code: string;
            /** Demonstration */
            demonstration: boolean;
            /** En */
            en: string;
            /** Grade */
            grade: number;
            /** Pack */
            pack: string;
            /** Total */
            total: number;
            /** Zh */
            zh: string;
        };
        /** LedgerChoice */
        LedgerChoice: {
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Zh */
            zh: string;
        };
        /**
         * LedgerField
         * @description A field as a screen draws it.
         */
        LedgerField: {
            /** Choices */
            choices: components["schemas"]["LedgerChoice"][];
            /** Code */
            code: string;
            /** Computed */
            computed: boolean;
            /** En */
            en: string;
            /** Filtered */
            filtered: boolean;
            /** Kind */
            kind: string;
            /** Ledger */
            ledger: string;
            /** Listed */
            listed: boolean;
            /** Maximum */
            maximum: number | null;
            /** Minimum */
            minimum: number | null;
            /** Personal */
            personal: boolean;
            /** Quantity */
            quantity: string;
            /** Required */
            required: boolean;
            /** Sorted */
            sorted: boolean;
            /** Unit */
            unit: string;
            /** Unit Symbol */
            unit_symbol: string;
            /** Zh */
            zh: string;
        };
        /** LedgerMove */
        LedgerMove: {
            /** By */
            by: string;
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Reason */
            reason: boolean;
            /** Starts */
            starts: string[];
            /** To */
            to: string;
            /** Zh */
            zh: string;
        };
        /** LedgerState */
        LedgerState: {
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Ends */
            ends: boolean;
            /** Zh */
            zh: string;
        };
        /**
         * LedgerType
         * @description A ledger whole, as its screens are made from it, and what this person may do in it.
         */
        LedgerType: {
            /** About En */
            about_en: string;
            /** About Zh */
            about_zh: string;
            /** Code */
            code: string;
            /** Demonstration */
            demonstration: boolean;
            /** En */
            en: string;
            /** Fields */
            fields: components["schemas"]["LedgerField"][];
            /** Grade */
            grade: number;
            /** Key */
            key: string;
            /** May Keep */
            may_keep: boolean;
            /** May Review */
            may_review: boolean;
            /** May Unmask */
            may_unmask: boolean;
            /** Moves */
            moves: components["schemas"]["LedgerMove"][];
            /** Object En */
            object_en: string;
            /** Object Zh */
            object_zh: string;
            /** Pack */
            pack: string;
            /** Place */
            place: string[];
            /** Point */
            point: string;
            /** States */
            states: components["schemas"]["LedgerState"][];
            /** Title */
            title: string;
            /** Zh */
            zh: string;
        };
        /**
         * LeftOut
         * @description A part that was not generated, and why.
         */
        LeftOut: {
            /** Part */
            part: string;
            /** Reason */
            reason: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
        };
        /**
         * LevelRow
         * @description A threshold as a layer's legend shows it.
         */
        LevelRow: {
            /** At */
            at: number;
            /** Severity */
            severity: string;
        };
        /**
         * LimitBody
         * @description A limit of time in working days, working hours, hours by the clock, or natural days.
         */
        LimitBody: {
            /** Amount */
            amount: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "working_day" | "working_hour" | "urgent_hour" | "natural_day";
        };
        /** LimitText */
        LimitText: {
            /** Amount */
            amount: number;
            /** At */
            at: string;
            /** Clock */
            clock: string;
            /** Kind */
            kind: string;
            /** Severity */
            severity: string;
        };
        /**
         * Line
         * @description A row: of a table (an area), of a chart (an area or a period), of a list (a case or event).
         */
        Line: {
            /** Cells */
            cells: components["schemas"]["FigureCell"][];
            /** Label En */
            label_en: string;
            /** Label Zh */
            label_zh: string;
            /**
             * Link
             * @default
             */
            link: string;
            /** Notes */
            notes: string[];
            /** Notes En */
            notes_en: string[];
        };
        /**
         * Located
         * @description Where a point lies.
         *
         *     `area_id` is the deepest division (village at most) whose outline holds the point, and `precision` says
         *     whether that outline has a source or was generated for demonstration. `sourced_id` is the deepest area
         *     whose outline has a source: what may be relied on. A statement of law or money rests on `sourced_id`
         *     alone.
         */
        Located: {
            /** Area Id */
            area_id: string;
            /**
             * Beyond M
             * @default 0
             */
            beyond_m: number;
            /**
             * Converted From
             * @default
             */
            converted_from: string;
            /**
             * Grids
             * @default []
             */
            grids: components["schemas"]["GridHit"][];
            /** Lat */
            lat: number;
            /**
             * Level
             * @enum {string}
             */
            level: "province" | "city" | "county" | "town" | "village" | "grid";
            /** Lon */
            lon: number;
            /** Managed Path */
            managed_path: string;
            /** Name */
            name: string;
            /**
             * Precision
             * @enum {string}
             */
            precision: "sourced" | "demonstration";
            /** Sourced Id */
            sourced_id: string;
            /**
             * Sourced Level
             * @enum {string}
             */
            sourced_level: "province" | "city" | "county" | "town" | "village" | "grid";
            /** Sourced Name */
            sourced_name: string;
            /** Statistical Path */
            statistical_path: string;
        };
        /**
         * Looked
         * @description When signals were last looked for, over how many whole weeks of records, and whether these suffice.
         */
        Looked: {
            /** At */
            at: string | null;
            /** Day */
            day: string | null;
            /** Enough */
            enough: boolean;
            /** Least Weeks */
            least_weeks: number;
            /** Weeks */
            weeks: number;
        };
        /** MarkBody */
        MarkBody: {
            /** Mark */
            mark: number;
            /**
             * Text
             * @default
             */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * Matter
         * @description A matter in one version, whole.
         */
        Matter: {
            /** Aliases */
            aliases: string[];
            /** Auto Confidence */
            auto_confidence: number;
            /** Basis Zh */
            basis_zh: string;
            /** Class Codes */
            class_codes: string[];
            /** Class En */
            class_en: string[];
            /** Class Zh */
            class_zh: string[];
            /** Closing Standard En */
            closing_standard_en: string;
            /** Closing Standard Zh */
            closing_standard_zh: string;
            /** Code */
            code: string;
            /** Content Hash */
            content_hash: string;
            /** Definition En */
            definition_en: string;
            /** Definition Zh */
            definition_zh: string;
            /** Duty Rules */
            duty_rules: components["schemas"]["DutyRuleText"][];
            /** Effective From */
            effective_from: string | null;
            /** Fallback En */
            fallback_en: string;
            /** Fallback Zh */
            fallback_zh: string;
            /** Flow */
            flow: string;
            /** Join Area */
            join_area: string;
            /** Join Within H */
            join_within_h: number;
            /** Keywords */
            keywords: string[];
            /** Limits */
            limits: components["schemas"]["LimitText"][];
            /** Materials */
            materials: string[];
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Needs Reading Normal */
            needs_reading_normal: boolean;
            /** Newest Version */
            newest_version: number;
            /** Pack */
            pack: string;
            /** Photos */
            photos: string[];
            /** Process En */
            process_en: string;
            /** Process Zh */
            process_zh: string;
            /** Retired At */
            retired_at?: string | null;
            /** Sensitive */
            sensitive: boolean;
            /** Steps */
            steps: components["schemas"]["StepText"][];
            /** Through Stops */
            through_stops: boolean;
            /** Town Role */
            town_role: string;
            /** Verification */
            verification: string;
            /** Version */
            version: number;
            /** Version In Force */
            version_in_force: number;
            /** Words */
            words: {
                [key: string]: unknown;
            };
        };
        /**
         * MatterChange
         * @description One difference between two versions, as a sentence.
         */
        MatterChange: {
            /** En */
            en: string;
            /** Field */
            field: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "added" | "removed" | "changed";
            /** Zh */
            zh: string;
        };
        /**
         * MatterChoice
         * @description A matter that a text may be about, how likely (0 to 1), and from where on it is dispatched by itself
         *     (0: never).
         */
        MatterChoice: {
            /** Auto Confidence */
            auto_confidence: number;
            /** Confidence */
            confidence: number;
            /** Label */
            label: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
        };
        /**
         * MatterClassRow
         * @description A class of the catalogue; `matters` counts those below it on any level.
         */
        MatterClassRow: {
            /** Code */
            code: string;
            /** Level */
            level: number;
            /** Matters */
            matters: number;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Parent */
            parent: string;
        };
        /**
         * MatterDecision
         * @description Approve or refuse; `version` is the draft as it was read.
         */
        MatterDecision: {
            /** Approve */
            approve: boolean;
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * MatterDraftAsked
         * @description A change of a matter: one of a rule (whole), the code of a rule to remove, or the whole matter.
         */
        MatterDraftAsked: {
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Remove
             * @default
             */
            remove: string;
            /** Rule */
            rule?: {
                [key: string]: unknown;
            } | null;
            /** Words */
            words?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * MatterDraftRow
         * @description A proposed change of the duty list; `changes` compare it with the matter as it stands.
         *
         *     `state`: asked, approved, refused. `faults` say why it can no longer be approved.
         */
        MatterDraftRow: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Asked By */
            asked_by: string;
            /** Asked By Name */
            asked_by_name: string;
            /** Base Version */
            base_version: number;
            /** Changes */
            changes: components["schemas"]["MatterChange"][];
            /** Decided At */
            decided_at: string | null;
            /** Decided By */
            decided_by: string;
            /** Decided By Name */
            decided_by_name: string;
            /** Faults */
            faults: {
                [key: string]: string;
            }[];
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Matter */
            matter: string;
            /** Matter En */
            matter_en: string;
            /** Matter Version */
            matter_version: number;
            /** Matter Zh */
            matter_zh: string;
            /** May Decide */
            may_decide: boolean;
            /** Note */
            note: string;
            /** Reason Zh */
            reason_zh: string;
            /** Rule Code */
            rule_code: string;
            /** Source */
            source: string;
            /** State */
            state: string;
            /** Version */
            version: number;
        };
        /**
         * MatterRow
         * @description A matter in a list; `class_codes` and `class_zh` run from the first level to the third.
         */
        MatterRow: {
            /** Amended */
            amended: boolean;
            /** Class Codes */
            class_codes: string[];
            /** Class En */
            class_en: string[];
            /** Class Zh */
            class_zh: string[];
            /** Code */
            code: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Pack */
            pack: string;
            /** Retired At */
            retired_at?: string | null;
            /** Town Role */
            town_role: string;
            /** Version */
            version: number;
        };
        /**
         * MatterVersionRow
         * @description One version in the history of a matter; `source` is `pack`, `import` or `draft:<id>`.
         */
        MatterVersionRow: {
            /** Content Hash */
            content_hash: string;
            /**
             * Declared At
             * Format: date-time
             */
            declared_at: string;
            /** Declared By */
            declared_by: string;
            /** Declared By Name */
            declared_by_name: string;
            /** Effective From */
            effective_from: string | null;
            /** In Force */
            in_force: boolean;
            /** Source */
            source: string;
            /** Version */
            version: number;
        };
        /**
         * MatterWords
         * @description The words by which a matter is known; `keywords` hold its aliases too.
         */
        MatterWords: {
            /** Auto Confidence */
            auto_confidence: number;
            /** Class Zh */
            class_zh: string[];
            /** Code */
            code: string;
            /** Definition Zh */
            definition_zh: string;
            /** Keywords */
            keywords: string[];
            /** Name Zh */
            name_zh: string;
            /** Sensitive */
            sensitive: boolean;
        };
        /** MergeBody */
        MergeBody: {
            /** Into */
            into: string;
            /** Reason */
            reason: string;
            /** Version */
            version?: number | null;
        };
        /**
         * Message
         * @description A message as one person received it. `id` is of this person's copy.
         */
        Message: {
            /** Body En */
            body_en: string;
            /** Body Zh */
            body_zh: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Delivered At */
            delivered_at: string | null;
            /** Failure */
            failure: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Link */
            link: string;
            /** Message Id */
            message_id: string;
            /** Read At */
            read_at: string | null;
            /** Sent At */
            sent_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "sent" | "delivered" | "read" | "failed";
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** To Name */
            to_name: string;
            /** To Unit */
            to_unit: string;
            /** To User */
            to_user: string;
            /** Urgent */
            urgent: boolean;
        };
        /**
         * MessageAnswer
         * @description What became of one message: `taken`, `held` (one before it is missing), `again` (had it already) or
         *     `refused`, with the reason.
         */
        MessageAnswer: {
            /** External No */
            external_no: string;
            /** Reason */
            reason: string;
            /** Seq */
            seq: number;
            /** State */
            state: string;
        };
        /** MessageProof */
        MessageProof: {
            /** Delivered At */
            delivered_at: string | null;
            /** Kind */
            kind: string;
            /** Message Id */
            message_id: string;
            /** Read At */
            read_at: string | null;
            /** Sent At */
            sent_at: string | null;
            /** State */
            state: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** To Name */
            to_name: string;
        };
        /**
         * ModelDetail
         * @description A version and what happened to it, oldest first.
         */
        ModelDetail: {
            /** History */
            history: components["schemas"]["ModelLine"][];
            model: components["schemas"]["ModelVersion"];
        };
        /**
         * ModelLine
         * @description A change of state of a model version.
         */
        ModelLine: {
            /** After */
            after: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Before */
            before: string;
            /** By */
            by: string;
            /** By Name */
            by_name: string;
            /** Reason */
            reason: string;
        };
        /** ModelReasonBody */
        ModelReasonBody: {
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * ModelVersion
         * @description A version of a model. `allowed`: what the asking person may do with it now (shadow, activate, retire).
         *
         *     `judged` texts have a known truth; `right` of them it had named.
         */
        ModelVersion: {
            /** Activated At */
            activated_at: string | null;
            /** Activated By */
            activated_by: string;
            /** Activated By Name */
            activated_by_name: string;
            /** Allowed */
            allowed: string[];
            /** Basis */
            basis: string;
            /** Content */
            content: string;
            evaluation: components["schemas"]["Evaluation"];
            /** File */
            file: string;
            /** File Present */
            file_present: boolean;
            /** Id */
            id: string;
            /** Judged */
            judged: number;
            /** Labels */
            labels: number;
            /** Number */
            number: number;
            /** Purpose */
            purpose: string;
            /** Right */
            right: number;
            /** Rows */
            rows: number;
            /** Shadowed At */
            shadowed_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "trained" | "shadow" | "active" | "retired";
            /**
             * Trained At
             * Format: date-time
             */
            trained_at: string;
            /** Trained By */
            trained_by: string;
            /** Trained By Name */
            trained_by_name: string;
            /** Version */
            version: number;
        };
        /**
         * MonthCount
         * @description Appeals of one month; `days` counted of it, fewer than the month has when it is not over.
         */
        MonthCount: {
            /** Appeals */
            appeals: number;
            /** Days */
            days: number;
            /** Month */
            month: string;
        };
        /** MoveIn */
        MoveIn: {
            /**
             * On
             * Format: date
             */
            on: string;
            /** Parent */
            parent: string;
            /** Reason */
            reason: string;
            /**
             * Trees
             * @default [
             *       "managed",
             *       "statistical"
             *     ]
             */
            trees: ("managed" | "statistical")[];
        };
        /**
         * Moved
         * @description A source whose figure has another value, or another revision, than when it was read.
         */
        Moved: {
            /** N */
            n: number;
            /** Now */
            now: string;
            /** Revision */
            revision: number;
            /** Then */
            then: string;
        };
        /** NamedUnitBody */
        NamedUnitBody: {
            /** Reason */
            reason: string;
            /** Unit */
            unit: string;
            /** Version */
            version?: number | null;
        };
        /**
         * NewPassword
         * @description A generated password, shown this once.
         */
        NewPassword: {
            /** Login */
            login: string;
            /** Password */
            password: string;
        };
        /** NoteBody */
        NoteBody: {
            /** Text */
            text: string;
        };
        /**
         * OpinionBody
         * @description An opinion; the same `key` again is the same opinion. Name and telephone may be left out.
         */
        OpinionBody: {
            /** Key */
            key: string;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Phone
             * @default
             */
            phone: string;
            /** Text */
            text: string;
        };
        /**
         * OpinionState
         * @description What became of an opinion.
         */
        OpinionState: {
            /** Because */
            because: string;
            /** Draft Id */
            draft_id: string;
            /** Draft Title */
            draft_title: string;
            /**
             * Given At
             * Format: date-time
             */
            given_at: string;
            /** Number */
            number: string;
            /** State */
            state: string;
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Text */
            text: string;
        };
        /**
         * OpinionTaken
         * @description The number by which somebody looks up what became of his opinion.
         */
        OpinionTaken: {
            /** Number */
            number: string;
        };
        /**
         * OrderDetail
         * @description A shared order: its messages both ways, and its appeal where this person may see it.
         */
        OrderDetail: {
            /** Appeal Id */
            appeal_id: string;
            /** Appeal Number */
            appeal_number: string;
            /** External No */
            external_no: string;
            /** Messages */
            messages: components["schemas"]["OrderMessage"][];
            /** Source Id */
            source_id: string;
            /** Source Name */
            source_name: string;
        };
        /**
         * OrderMessage
         * @description A message of a shared order as it travels, without its words. `way`: in (to us), out (from us).
         */
        OrderMessage: {
            /** At */
            at: string | null;
            /** Day */
            day: string;
            /** Failure */
            failure: string;
            /** Hash */
            hash: string;
            /** Kind */
            kind: string;
            /** Seq */
            seq: number;
            /** State */
            state: string;
            /** Tries */
            tries: number;
            /** Way */
            way: string;
        };
        /** OrderReplyBody */
        OrderReplyBody: {
            /** Order */
            order: string;
            /** Text */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * OrderRow
         * @description A supervision order (督办). `state`: asked, answered, signed_off; `due_at` is for the reply.
         */
        OrderRow: {
            /** Authority */
            authority: string;
            /** Authority Name */
            authority_name: string;
            /** Case Id */
            case_id: string;
            /** Due At */
            due_at: string | null;
            /** Id */
            id: string;
            /** Note */
            note: string;
            /** Number */
            number: string;
            /**
             * Ordered At
             * Format: date-time
             */
            ordered_at: string;
            /** Replied At */
            replied_at: string | null;
            /** Reply */
            reply: string;
            /** Signed Off At */
            signed_off_at: string | null;
            /** State */
            state: string;
            /** Text */
            text: string;
        };
        /** OutBody */
        OutBody: {
            /** Reason */
            reason: string;
            /** To */
            to: string;
            /** Version */
            version?: number | null;
        };
        /**
         * OverrideBody
         * @description A class set by hand: of which score, why, and until which day.
         */
        OverrideBody: {
            /** Grade */
            grade: string;
            /** Reason */
            reason: string;
            /** Routine */
            routine: string;
            /**
             * Until
             * Format: date
             */
            until: string;
        };
        /**
         * Overview
         * @description The situation of one area as one person may see or count it.
         *
         *     By the `managed` tree (管理口径) every figure can be opened down to its rows. By the `statistical` tree
         *     (统计口径) an area also counts what another district governs on its ground: the figure, not the rows
         *     (`rows_open` is false).
         *     `fed_by` are the beginnings of fact types that change these figures: a live page asks again when one comes
         *     with a position beyond `position`.
         */
        Overview: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Areas */
            areas: components["schemas"]["AreaLine"][];
            devices: components["schemas"]["Devices"] | null;
            /** Fed By */
            fed_by: string[];
            /** Hazards */
            hazards: components["schemas"]["HazardLine"][];
            /** Note En */
            note_en: string;
            /** Note Zh */
            note_zh: string;
            /** Position */
            position: number;
            /** Rows Open */
            rows_open: boolean;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            totals: components["schemas"]["Counts"];
            /**
             * Tree
             * @enum {string}
             */
            tree: "managed" | "statistical";
        };
        /**
         * PackChange
         * @description One thing that a topic would add, change or take away. `change`: added, changed, removed.
         */
        PackChange: {
            /** Change */
            change: string;
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Kind */
            kind: string;
            /** Zh */
            zh: string;
        };
        /**
         * PackComing
         * @description What an archive, or a removal, would do here; nothing is done yet.
         *
         *     `act`: install, upgrade, downgrade, same (it stands in this very content), remove. `standing` is the
         *     version in force, "" where the topic does not stand. `faults`: with file, line, column and cure, those
         *     that only this city can know included; with one of them nothing would be taken.
         */
        PackComing: {
            /** Act */
            act: string;
            /** Changes */
            changes: components["schemas"]["PackChange"][];
            /** Faults */
            faults: {
                [key: string]: unknown;
            }[];
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Number */
            number: string;
            /** Pack */
            pack: string;
            /** Publisher */
            publisher: string;
            /** Standing */
            standing: string;
            /** Touched */
            touched: components["schemas"]["PackTouched"][];
            /** Version */
            version: string;
        };
        /**
         * PackInstall
         * @description One act on a topic of a running city: `installed`, `upgraded` or `removed`.
         *
         *     `changes`: kind (scenes, rules, matters …) → added, changed, removed → codes. `publisher` signed the
         *     archive; "" where nobody known did.
         */
        PackInstall: {
            /** Act */
            act: string;
            /** Actor */
            actor: string;
            /**
             * Actor Name
             * @default
             */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Changes */
            changes: {
                [key: string]: {
                    [key: string]: string[];
                };
            };
            /** Content Hash */
            content_hash: string;
            /** Pack */
            pack: string;
            /** Publisher */
            publisher: string;
            /** Reason */
            reason: string;
            /** Version */
            version: string;
        };
        /**
         * PackLooked
         * @description A pack that somebody is writing: its faults with place and cure, and what its sound scenes become.
         */
        PackLooked: {
            /** Faults */
            faults: {
                [key: string]: unknown;
            }[];
            /** Scenes */
            scenes: components["schemas"]["Becomes"][];
        };
        /**
         * PackProgress
         * @description How far an act on a topic is: which step goes on, how many are done, and of how many.
         *
         *     `step`: checking, flows, scenes, matters, knowledge, ledgers, routines, figures, boards, reports,
         *     connectors, keeping. While the files are checked nobody knows how many there will be: `steps` is 0.
         */
        PackProgress: {
            /** Done */
            done: number;
            /** Step */
            step: string;
            /** Steps */
            steps: number;
        };
        /**
         * PackReason
         * @description Why a topic goes, or is taken up again.
         */
        PackReason: {
            /** Reason */
            reason: string;
            /**
             * Ticket
             * @default
             */
            ticket: string;
        };
        /**
         * PackRow
         * @description A topic (专题) as it was last loaded, or why it was not.
         */
        PackRow: {
            /** About En */
            about_en: string;
            /** About Zh */
            about_zh: string;
            /** Co Units */
            co_units: string[];
            /** Content Hash */
            content_hash: string;
            /** Demonstration */
            demonstration: boolean;
            /**
             * Domain
             * @default
             */
            domain: string;
            /** Faults */
            faults: {
                [key: string]: unknown;
            }[];
            /**
             * Field
             * @default
             */
            field: string;
            /** Grades */
            grades: components["schemas"]["GradeRow"][];
            /** Id */
            id: string;
            /** Lead Unit */
            lead_unit: string;
            /** Licence */
            licence: string;
            /**
             * Loaded At
             * Format: date-time
             */
            loaded_at: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Number */
            number: string;
            /** Operator */
            operator: string;
            /** Scenes */
            scenes: components["schemas"]["SceneRow"][];
            /**
             * State
             * @enum {string}
             */
            state: "loaded" | "faulty" | "removed";
            /**
             * Version
             * @default
             */
            version: string;
        };
        /**
         * PackStanding
         * @description A topic as it stands here, with the newest act on it; `act` is "" for one that only ever shipped.
         */
        PackStanding: {
            /** Act */
            act: string;
            /** Actor Name */
            actor_name: string;
            /** At */
            at: string | null;
            /** Faults */
            faults: number;
            /** Id */
            id: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Number */
            number: string;
            /** Publisher */
            publisher: string;
            /** Reason */
            reason: string;
            /** Scenes */
            scenes: number;
            /**
             * State
             * @enum {string}
             */
            state: "loaded" | "faulty" | "removed";
            /** Version */
            version: string;
        };
        /**
         * PackTouched
         * @description What is here of a thing that would change or go: open cases of a matter, records of a ledger.
         */
        PackTouched: {
            /** Change */
            change: string;
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Kind */
            kind: string;
            /** Many */
            many: number;
            /** Zh */
            zh: string;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_Alert_: {
            /** Items */
            items: components["schemas"]["Alert"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_AppealRow_: {
            /** Items */
            items: components["schemas"]["AppealRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_Area_: {
            /** Items */
            items: components["schemas"]["Area"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_BriefingRow_: {
            /** Items */
            items: components["schemas"]["BriefingRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_CaseRow_: {
            /** Items */
            items: components["schemas"]["CaseRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_ConnectorRow_: {
            /** Items */
            items: components["schemas"]["ConnectorRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_Draft_: {
            /** Items */
            items: components["schemas"]["Draft"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_EventRow_: {
            /** Items */
            items: components["schemas"]["EventRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_InstructionRow_: {
            /** Items */
            items: components["schemas"]["InstructionRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_KeptRow_: {
            /** Items */
            items: components["schemas"]["KeptRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_KnowledgeCorrection_: {
            /** Items */
            items: components["schemas"]["KnowledgeCorrection"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_KnowledgeRow_: {
            /** Items */
            items: components["schemas"]["KnowledgeRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_MatterDraftRow_: {
            /** Items */
            items: components["schemas"]["MatterDraftRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_MatterRow_: {
            /** Items */
            items: components["schemas"]["MatterRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_Message_: {
            /** Items */
            items: components["schemas"]["Message"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_ModelVersion_: {
            /** Items */
            items: components["schemas"]["ModelVersion"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_PackRow_: {
            /** Items */
            items: components["schemas"]["PackRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_PublicDraft_: {
            /** Items */
            items: components["schemas"]["PublicDraft"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_RecordRow_: {
            /** Items */
            items: components["schemas"]["RecordRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_RepeatedRow_: {
            /** Items */
            items: components["schemas"]["RepeatedRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_RoutineCard_: {
            /** Items */
            items: components["schemas"]["RoutineCard"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_RuleRow_: {
            /** Items */
            items: components["schemas"]["RuleRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_SeenAppeal_: {
            /** Items */
            items: components["schemas"]["SeenAppeal"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_SignalRow_: {
            /** Items */
            items: components["schemas"]["SignalRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_ThemeRow_: {
            /** Items */
            items: components["schemas"]["ThemeRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_ThingRow_: {
            /** Items */
            items: components["schemas"]["ThingRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_Unit_: {
            /** Items */
            items: components["schemas"]["Unit"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_UserRow_: {
            /** Items */
            items: components["schemas"]["UserRow"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Page
         * @description A page of rows, 1-based; `position` is the last fact position read before the rows were.
         *
         *     A `total` above `MOST_COUNTED` says no more than that there are more.
         */
        Page_Window_: {
            /** Items */
            items: components["schemas"]["Window"][];
            /** Page */
            page: number;
            /** Position */
            position: number;
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /** PartBody */
        PartBody: {
            /** Against */
            against?: string[] | null;
            /**
             * Area
             * @default
             */
            area: string;
            /** Confidential */
            confidential?: boolean | null;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Matter
             * @default
             */
            matter: string;
            /**
             * Public Text
             * @default
             */
            public_text: string;
            /**
             * Sensitive
             * @default false
             */
            sensitive: boolean;
            /** Text */
            text: string;
            /**
             * Urgency
             * @default
             */
            urgency: string;
        };
        /**
         * PartRow
         * @description A part of a composite thing, e.g. the camera of a 智慧灯杆.
         */
        PartRow: {
            /** Id */
            id: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Role */
            role: string;
            /**
             * State
             * @enum {string}
             */
            state: "online" | "silent" | "never";
        };
        /** PasswordBody */
        PasswordBody: {
            /** New */
            new: string;
            /** Old */
            old: string;
        };
        /**
         * Period
         * @description A stretch of whole days of Beijing, both inclusive. A month may be 1—2月, the two merged.
         */
        Period: {
            /**
             * First
             * Format: date
             */
            first: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "day" | "week" | "month" | "quarter" | "year" | "to_date";
            /**
             * Last
             * Format: date
             */
            last: string;
        };
        /**
         * PhotoTicket
         * @description A photograph that was stored; its token puts it to one appeal within a day.
         */
        PhotoTicket: {
            /** Height */
            height: number;
            /** Token */
            token: string;
            /** Width */
            width: number;
        };
        /** Place */
        Place: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Path */
            path: string;
        };
        /**
         * Placement
         * @description Where an area stood in one tree, from a day (inclusive; None = before our records) to a day
         *     (exclusive).
         */
        Placement: {
            /** Parent */
            parent: string | null;
            /** Path */
            path: string;
            /**
             * Tree
             * @enum {string}
             */
            tree: "managed" | "statistical";
            /** Valid From */
            valid_from: string | null;
            /** Valid To */
            valid_to: string | null;
        };
        /**
         * PointsAsked
         * @description Which things, and the box they stand in: degrees of CGCS2000, a side that is left out is open.
         */
        PointsAsked: {
            /** East */
            east?: number | null;
            /**
             * Kind
             * @default
             */
            kind: string;
            /** North */
            north?: number | null;
            /** South */
            south?: number | null;
            /** West */
            west?: number | null;
        };
        /**
         * Preview
         * @description A rule run over the past, beside the version in force; `current` is None for a new rule.
         */
        Preview: {
            /** Code */
            code: string;
            current: components["schemas"]["PreviewSide"] | null;
            /** Datastreams */
            datastreams: number;
            /**
             * End
             * Format: date-time
             */
            end: string;
            proposed: components["schemas"]["PreviewSide"];
            /** Readings */
            readings: number;
            /**
             * Start
             * Format: date-time
             */
            start: string;
        };
        /**
         * PreviewBody
         * @description Either a kept draft or words that are not kept yet, and the span to run them over.
         */
        PreviewBody: {
            /** Declaration */
            declaration?: {
                [key: string]: unknown;
            } | null;
            /**
             * Draft
             * @default
             */
            draft: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * Ticket
             * @default
             */
            ticket: string;
        };
        /**
         * PreviewEpisode
         * @description One time that a rule would have rung. `from_at` to `to_at` is what to look at to see why.
         */
        PreviewEpisode: {
            /** Cleared At */
            cleared_at: string | null;
            /** Datastream Id */
            datastream_id: string;
            /**
             * From At
             * Format: date-time
             */
            from_at: string;
            /** Limit */
            limit: number | null;
            /** Peak */
            peak: number | null;
            /** Place */
            place: string;
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /** Rule Code */
            rule_code: string;
            /** Sentence En */
            sentence_en: string;
            /** Sentence Zh */
            sentence_zh: string;
            /** Severity */
            severity: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Thing Id */
            thing_id: string;
            /**
             * To At
             * Format: date-time
             */
            to_at: string;
            /** Unit */
            unit: string;
            /** Value */
            value: number | null;
        };
        /**
         * PreviewProgress
         * @description How far a preview is: `stage` is reading or judging, days of that stage, and the share of the whole.
         */
        PreviewProgress: {
            /** Days */
            days: number;
            /** Days Done */
            days_done: number;
            /** Share */
            share: number;
            /** Stage */
            stage: string;
        };
        /**
         * PreviewSide
         * @description What one version of the rule would have done. `fired` counts all, `episodes` shows the newest.
         */
        PreviewSide: {
            /** By Severity */
            by_severity: {
                [key: string]: number;
            };
            /** Episodes */
            episodes: components["schemas"]["PreviewEpisode"][];
            /** Fired */
            fired: number;
            /** Rule Version */
            rule_version: string;
            /** Things */
            things: number;
        };
        /**
         * PublicAnswer
         * @description A public entry as citizens read it: the unit's word, and no person's name.
         */
        PublicAnswer: {
            /** Answer */
            answer: string;
            /** Demonstration */
            demonstration: boolean;
            /** Number */
            number: string;
            /** Published On */
            published_on: string | null;
            /** Title */
            title: string;
            /** Unit Name */
            unit_name: string;
            /** Valid Until */
            valid_until: string | null;
        };
        /**
         * PublicAppeal
         * @description An appeal as its own citizen sees it by its tracking number.
         */
        PublicAppeal: {
            /** Area Name */
            area_name: string;
            /** Kind En */
            kind_en: string;
            /** Kind Zh */
            kind_zh: string;
            /** May Rate */
            may_rate: boolean;
            /** May Supplement */
            may_supplement: boolean;
            /** May Withdraw */
            may_withdraw: boolean;
            /** Number */
            number: string;
            /** Rated */
            rated: string;
            /**
             * Registered At
             * Format: date-time
             */
            registered_at: string;
            /** Stage En */
            stage_en: string;
            /** Stage Zh */
            stage_zh: string;
            /** Steps */
            steps: components["schemas"]["PublicStep"][];
            /** Text */
            text: string;
        };
        /**
         * PublicBenefit
         * @description What somebody fits: the policy, how much, how far it is. His name is masked, his data are not told.
         */
        PublicBenefit: {
            /** Amount */
            amount: number;
            /** Automatic */
            automatic: boolean;
            /** May Claim */
            may_claim: boolean;
            /** Number */
            number: string;
            policy: components["schemas"]["PublicPolicy"];
            /** State */
            state: string;
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Subject */
            subject: string;
            /**
             * Until
             * Format: date
             */
            until: string;
        };
        /**
         * PublicBody
         * @description An appeal as a citizen writes it. `key` is made by his device: sending again changes nothing.
         */
        PublicBody: {
            /**
             * Address
             * @default
             */
            address: string;
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Channel
             * @default web
             * @enum {string}
             */
            channel: "web" | "app";
            /**
             * Confidential
             * @default false
             */
            confidential: boolean;
            /**
             * Crs
             * @default wgs84
             */
            crs: string;
            /** Key */
            key: string;
            /** Kind */
            kind: string;
            /** Lat */
            lat?: number | null;
            /** Lon */
            lon?: number | null;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Phone
             * @default
             */
            phone: string;
            /**
             * Photos
             * @default []
             */
            photos: string[];
            /**
             * Place
             * @default
             */
            place: string;
            /** Text */
            text: string;
        };
        /**
         * PublicDraft
         * @description A draft in the public list.
         */
        PublicDraft: {
            /** Area Name */
            area_name: string;
            /** Demonstration */
            demonstration: boolean;
            /** Id */
            id: string;
            /** Published On */
            published_on: string | null;
            /** State */
            state: string;
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Title */
            title: string;
            /** Unit Name */
            unit_name: string;
            /** Until */
            until: string | null;
            /** Vote Until */
            vote_until: string | null;
        };
        /**
         * PublicDraftDetail
         * @description A draft as the public reads it. `tally` is told when the vote has ended, never before.
         */
        PublicDraftDetail: {
            /** Answered */
            answered: components["schemas"]["PublicOpinion"][];
            /** May Give */
            may_give: boolean;
            /** May Vote */
            may_vote: boolean;
            /** Opinions */
            opinions: number;
            /** Purpose */
            purpose: string;
            row: components["schemas"]["PublicDraft"];
            /** Tally */
            tally: string;
            /** Text */
            text: string;
            /** Turnout */
            turnout: number | null;
            /** Vote Basis En */
            vote_basis_en: string;
            /** Vote Basis Zh */
            vote_basis_zh: string;
        };
        /**
         * PublicOpinion
         * @description Opinions that say the same, once they are answered; numbers that lead to a person are masked.
         */
        PublicOpinion: {
            /** Answer */
            answer: string;
            /** Answer En */
            answer_en: string;
            /** Answer Zh */
            answer_zh: string;
            /** Because */
            because: string;
            /** Many */
            many: number;
            /** Text */
            text: string;
        };
        /**
         * PublicPolicy
         * @description A policy as the public reads it: what it gives, what it asks, until when.
         */
        PublicPolicy: {
            /** Asks */
            asks: string[];
            /** Automatic */
            automatic: boolean;
            /** Basis */
            basis: string;
            /** Demonstration */
            demonstration: boolean;
            /** Name */
            name: string;
            /** Unit Name */
            unit_name: string;
            /**
             * Until
             * Format: date
             */
            until: string;
            /** Worth */
            worth: string;
        };
        /** PublicRateBody */
        PublicRateBody: {
            /**
             * Satisfaction
             * @enum {string}
             */
            satisfaction: "satisfied" | "basically" | "dissatisfied";
            /**
             * Solved
             * @default
             * @enum {string}
             */
            solved: "" | "solved" | "partly" | "unsolved";
            /**
             * Text
             * @default
             */
            text: string;
        };
        /** PublicReasonBody */
        PublicReasonBody: {
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * PublicStep
         * @description What a citizen is told of his appeal: what happened, in plain words; no account, no internal note.
         */
        PublicStep: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** En */
            en: string;
            /** Text */
            text: string;
            /** Zh */
            zh: string;
        };
        /** PublicTextBody */
        PublicTextBody: {
            /** Text */
            text: string;
        };
        /**
         * PushBody
         * @description A batch, taken whole or not at all; without `report` it is kept as drafts.
         */
        PushBody: {
            /** Figures */
            figures: components["schemas"]["PushedBody"][];
            /**
             * Report
             * @default true
             */
            report: boolean;
        };
        /**
         * PushedBody
         * @description One figure of an area in the month that `on` lies in: the number as it is written, with its UCUM unit;
         *     `why` where it is to change what is published.
         */
        PushedBody: {
            /** Area */
            area: string;
            /** Code */
            code: string;
            /**
             * Last Year
             * @default
             */
            last_year: string;
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * On
             * Format: date
             */
            on: string;
            /** Unit */
            unit: string;
            /** Value */
            value: string;
            /**
             * Why
             * @default
             */
            why: string;
        };
        /**
         * PushedFigure
         * @description What became of one figure that was pushed; `changed`: it was not there so already.
         */
        PushedFigure: {
            /** Area Id */
            area_id: string;
            /** Changed */
            changed: boolean;
            /** Code */
            code: string;
            /**
             * Last
             * Format: date
             */
            last: string;
            /** State */
            state: string;
            /** Version */
            version: number;
        };
        /**
         * QuietBody
         * @description Minutes of the local day; `severities` of notice and general; `deliver`: call when they are over.
         */
        QuietBody: {
            /** Area */
            area: string;
            /**
             * Deliver
             * @default true
             */
            deliver: boolean;
            /** From Minute */
            from_minute: number;
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Severities */
            severities: string[];
            /** To Minute */
            to_minute: number;
        };
        /**
         * QuietHours
         * @description 免打扰时段 of an area, in minutes of the local day; over midnight when `from_minute` is the larger.
         */
        QuietHours: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Cancelled At */
            cancelled_at: string | null;
            /** Deliver */
            deliver: boolean;
            /** From Minute */
            from_minute: number;
            /** Id */
            id: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Made By */
            made_by: string;
            /** Made By Name */
            made_by_name: string;
            /** Reason */
            reason: string;
            /** Severities */
            severities: string[];
            /** To Minute */
            to_minute: number;
        };
        /**
         * RankRow
         * @description A line of a ranking: `count` in the period, `before` in the one of the same length before it. `change`
         *     is their relative difference, None where either is too small to say it in per cent. `own` marks the line
         *     of what lies in the area itself and in none of its parts.
         */
        RankRow: {
            /** Before */
            before: number;
            /** Change */
            change: number | null;
            /** Count */
            count: number;
            /** Events */
            events: number;
            /** Key */
            key: string;
            /** Level */
            level: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Own */
            own: boolean;
            /** Repeated */
            repeated: number;
        };
        /**
         * Ranking
         * @description A ranking of appeals; the counts of its rows add up to `total`.
         */
        Ranking: {
            /**
             * Before Since
             * Format: date
             */
            before_since: string;
            /**
             * Before Until
             * Format: date
             */
            before_until: string;
            /** By */
            by: string;
            /** Least */
            least: number;
            /** Rows */
            rows: components["schemas"]["RankRow"][];
            /**
             * Since
             * Format: date
             */
            since: string;
            /** Total */
            total: number;
            /** Total Before */
            total_before: number;
            /** Under */
            under: string;
            /** Under Name */
            under_name: string;
            /**
             * Until
             * Format: date
             */
            until: string;
        };
        /**
         * Rate
         * @description A rate as domain.md defines it, raw and adjusted (考核剔除).
         *
         *     `left_out`: how many of the n do not count, by reason. `definition_*` say what is counted.
         */
        Rate: {
            adjusted: components["schemas"]["Figure"];
            /** Code */
            code: string;
            /** Definition En */
            definition_en: string;
            /** Definition Zh */
            definition_zh: string;
            /** Excluded */
            excluded: number;
            /** Left Out */
            left_out: {
                [key: string]: number;
            };
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            raw: components["schemas"]["Figure"];
        };
        /**
         * Rates
         * @description The rates of the lead cases opened in a span of time, in an area, as far as the asker may see.
         */
        Rates: {
            /** Area */
            area: string;
            /** Cases */
            cases: number;
            /** Flow */
            flow: string;
            /** Rates */
            rates: components["schemas"]["Rate"][];
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * ReadingsProof
         * @description Raw readings around the episode: parallel lists.
         */
        ReadingsProof: {
            /** Datastream Id */
            datastream_id: string;
            /** Limit */
            limit: number | null;
            /** Name */
            name: string;
            /** Qualities */
            qualities: string[];
            /** Times */
            times: string[];
            /** Unit */
            unit: string;
            /** Values */
            values: number[];
        };
        /** Reason */
        Reason: {
            /** Reason */
            reason: string;
        };
        /** ReasonBody */
        ReasonBody: {
            /** Reason */
            reason: string;
            /** Version */
            version?: number | null;
        };
        /**
         * Receipt
         * @description How far it came to one person.
         */
        Receipt: {
            /** At */
            at: string | null;
            /** Name */
            name: string;
            /** State */
            state: string;
            /** Unit */
            unit: string;
        };
        /**
         * ReceiptsTaken
         * @description How many receipts changed something; unknown ids are named and do no harm.
         */
        ReceiptsTaken: {
            /** Taken */
            taken: number;
            /** Unchanged */
            unchanged: number;
            /** Unknown */
            unknown: string[];
        };
        /**
         * RecordBody
         * @description A new record: values by field, a point as [lon, lat] in `frame`. Without a unit the ledger's.
         */
        RecordBody: {
            /**
             * Frame
             * @default wgs84
             * @enum {string}
             */
            frame: "wgs84" | "cgcs2000" | "gcj02" | "bd09";
            /**
             * Unit
             * @default
             */
            unit: string;
            /** Values */
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * RecordCell
         * @description Many records on the map: how many lie about here.
         */
        RecordCell: {
            /** Count */
            count: number;
            /** Lat */
            lat: number;
            /** Lon */
            lon: number;
        };
        /**
         * RecordChange
         * @description A field of a record before and after; None for nothing. Personal data are masked.
         */
        RecordChange: {
            /** Field */
            field: string;
            /** New */
            new: unknown;
            /** Old */
            old: unknown;
        };
        /**
         * RecordChangeBody
         * @description What changes of a record, at the version that the person saw; null empties a field.
         */
        RecordChangeBody: {
            /**
             * Frame
             * @default wgs84
             * @enum {string}
             */
            frame: "wgs84" | "cgcs2000" | "gcj02" | "bd09";
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Unit
             * @default
             */
            unit: string;
            /** Values */
            values: {
                [key: string]: unknown;
            };
            /** Version */
            version: number;
        };
        /**
         * RecordDeed
         * @description What a routine did because of a record: the event it opened, the record it wrote. `units` are those at
         *     work on that event: by when each had to be done, and when it was.
         */
        RecordDeed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** En */
            en: string;
            /** Object Id */
            object_id: string;
            /** Routine */
            routine: string;
            /** Units */
            units: components["schemas"]["UnitAnswer"][];
            /** What */
            what: string;
            /** Zh */
            zh: string;
        };
        /**
         * RecordDetail
         * @description A record whole: its history, newest first, and the moves that this person may make now.
         */
        RecordDetail: {
            /** Back */
            back: components["schemas"]["RecordRow"][];
            /** May Change */
            may_change: boolean;
            /** May Unmask */
            may_unmask: boolean;
            /** Moves */
            moves: string[];
            row: components["schemas"]["RecordRow"];
            /** Steps */
            steps: components["schemas"]["RecordStep"][];
        };
        /**
         * RecordMap
         * @description The records in a frame one by one, or `cells` of a grid where there are too many to draw. `estimated`:
         *     total and counts are reckoned from a fair sample and rounded.
         */
        RecordMap: {
            /** Cells */
            cells: components["schemas"]["RecordCell"][];
            /** Estimated */
            estimated: boolean;
            /** Points */
            points: components["schemas"]["RecordPoint"][];
            /** Position */
            position: number;
            /** Total */
            total: number;
        };
        /**
         * RecordMoveBody
         * @description A step of the record's life, at the version that the person saw.
         */
        RecordMoveBody: {
            /** Move */
            move: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * RecordPoint
         * @description A record on the map.
         */
        RecordPoint: {
            /** Demonstration */
            demonstration: boolean;
            /** Id */
            id: string;
            /** Lat */
            lat: number;
            /** Lon */
            lon: number;
            /** State */
            state: string;
            /** Title */
            title: string;
        };
        /**
         * RecordPurposeBody
         * @description What somebody needs the personal data for.
         */
        RecordPurposeBody: {
            /** Purpose */
            purpose: string;
        };
        /**
         * RecordRow
         * @description A record in a list. Personal data are masked; `shown` names what links and areas lead to.
         */
        RecordRow: {
            /** Area Id */
            area_id: string;
            /** Area Names */
            area_names: string[];
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** City Code */
            city_code: string;
            /** Demonstration */
            demonstration: boolean;
            /** Id */
            id: string;
            /** Key */
            key: string;
            /** Lat */
            lat: number | null;
            /** Ledger */
            ledger: string;
            /** Lon */
            lon: number | null;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Shown */
            shown: {
                [key: string]: string;
            };
            /** State */
            state: string;
            /** Title */
            title: string;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
            /** Values */
            values: {
                [key: string]: unknown;
            };
            /** Version */
            version: number;
        };
        /**
         * RecordScore
         * @description The score of a record on a day; `computed_grade` is what the points alone say.
         */
        RecordScore: {
            /** Basis En */
            basis_en: string;
            /** Basis Zh */
            basis_zh: string;
            /** Computed Grade */
            computed_grade: string;
            /** Day */
            day: string;
            /** From Grade */
            from_grade: string;
            /** Grade */
            grade: string;
            /** Lines */
            lines: components["schemas"]["ScoreLine"][];
            /** Overridden By */
            overridden_by: string;
            /** Override Reason */
            override_reason: string;
            /** Override Until */
            override_until: string;
            /** Routine */
            routine: string;
            /** Score */
            score: number;
        };
        /**
         * RecordStep
         * @description One version of a record: who did what, when and why; nobody's name where a task of ours did it.
         */
        RecordStep: {
            /** Act */
            act: string;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Changes */
            changes: components["schemas"]["RecordChange"][];
            /** En */
            en: string;
            /** From State */
            from_state: string;
            /** Reason */
            reason: string;
            /** To State */
            to_state: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
            /** Zh */
            zh: string;
        };
        /**
         * RecordUnmaskedValues
         * @description The personal data of a record in clear, for a purpose that was said and kept.
         */
        RecordUnmaskedValues: {
            /** Id */
            id: string;
            /** Values */
            values: {
                [key: string]: string;
            };
        };
        /**
         * RecordsImported
         * @description What a sheet did, or (`preview`) would do.
         */
        RecordsImported: {
            /** Changed */
            changed: number;
            /** Created */
            created: number;
            /** Preview */
            preview: boolean;
            /** Unchanged */
            unchanged: number;
        };
        /**
         * RegisterBody
         * @description An appeal as an operator takes it down. lon and lat are degrees in `crs`; `key` makes it idempotent.
         *     Of a `call` that he took, its number and its recording come along.
         */
        RegisterBody: {
            /**
             * Against
             * @default []
             */
            against: string[];
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Attachments
             * @default []
             */
            attachments: string[];
            /**
             * Call
             * @default
             */
            call: string;
            /**
             * Channel
             * @default 12345
             */
            channel: string;
            /**
             * Confidential
             * @default false
             */
            confidential: boolean;
            /**
             * Crs
             * @default wgs84
             */
            crs: string;
            /**
             * External No
             * @default
             */
            external_no: string;
            /**
             * Key
             * @default
             */
            key: string;
            /** Kind */
            kind: string;
            /** Lat */
            lat?: number | null;
            /** Lon */
            lon?: number | null;
            /**
             * Matter
             * @default
             */
            matter: string;
            /**
             * Place
             * @default
             */
            place: string;
            /**
             * Public Text
             * @default
             */
            public_text: string;
            /**
             * Recording Id
             * @default
             */
            recording_id: string;
            reporter?: components["schemas"]["ReporterBody"];
            /**
             * Sensitive
             * @default false
             */
            sensitive: boolean;
            /** Text */
            text: string;
            /**
             * Urgency
             * @default general
             */
            urgency: string;
        };
        /**
         * Registered
         * @description The answer to whoever registered: the only place but unmasking where the tracking number is shown.
         */
        Registered: {
            /** Again */
            again: boolean;
            /** Id */
            id: string;
            /** Number */
            number: string;
            /** Tracking */
            tracking: string;
        };
        /**
         * RepeatedRow
         * @description What comes again. `kind`: event (several appeals of one event), person (marked as the same person's
         *     repeats, or merged as such), redo (went to work more than once).
         */
        RepeatedRow: {
            /** Appeal Id */
            appeal_id: string;
            /** Appeals */
            appeals: number;
            /** Area Name */
            area_name: string;
            /** Event Id */
            event_id: string;
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /** Key */
            key: string;
            /** Kind */
            kind: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Matter */
            matter: string;
            /** Matter En */
            matter_en: string;
            /** Matter Zh */
            matter_zh: string;
            /** Numbers */
            numbers: string[];
            /** Open */
            open: boolean;
            /** Repeats */
            repeats: number;
            /** Rounds */
            rounds: number;
            /** Unit Name */
            unit_name: string;
        };
        /** ReporterBody */
        ReporterBody: {
            /**
             * Address
             * @default
             */
            address: string;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Phone
             * @default
             */
            phone: string;
            /**
             * Ref
             * @default
             */
            ref: string;
        };
        /**
         * ReturnBody
         * @description 退单: the reason, the duty item cited, the unit proposed.
         */
        ReturnBody: {
            /** Duty Item */
            duty_item: string;
            /** Proposed Unit */
            proposed_unit: string;
            /** Reason */
            reason: string;
            /** Version */
            version?: number | null;
        };
        /**
         * ReturnRow
         * @description A return (退单): reason, the duty item cited, the unit proposed; decided by the dispatcher.
         */
        ReturnRow: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Decided By */
            decided_by: string;
            /** Decision */
            decision: string;
            /** Duty Item */
            duty_item: string;
            /** Id */
            id: string;
            /** Proposed Unit */
            proposed_unit: string;
            /** Proposed Unit Name */
            proposed_unit_name: string;
            /** Reason */
            reason: string;
            /** State */
            state: string;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
        };
        /**
         * ReviewBody
         * @description `version`: the draft as the reviewer saw it.
         */
        ReviewBody: {
            /** Approve */
            approve: boolean;
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * RevisionRow
         * @description A change of a value that stood as final.
         */
        RevisionRow: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Fact Position */
            fact_position: number;
            /** New */
            new: number | null;
            /** Old */
            old: number | null;
            /** Revision */
            revision: number;
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
        };
        /**
         * RoutineCard
         * @description A routine in the list: what it is, when it did something last, when it runs next.
         */
        RoutineCard: {
            /** Active */
            active: boolean;
            /** Demonstration */
            demonstration: boolean;
            /** Did */
            did: number;
            /**
             * Does En
             * @default
             */
            does_en: string;
            /**
             * Does Zh
             * @default
             */
            does_zh: string;
            /** Done At */
            done_at: string | null;
            /** En */
            en: string;
            /**
             * Failed
             * @default 0
             */
            failed: number;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Kind En */
            kind_en: string;
            /** Kind Zh */
            kind_zh: string;
            /** Last At */
            last_at?: string | null;
            /** Ledger */
            ledger: string;
            /** Ledger En */
            ledger_en: string;
            /** Ledger Zh */
            ledger_zh: string;
            /**
             * Looked
             * @default 0
             */
            looked: number;
            /**
             * Made
             * @default 0
             */
            made: number;
            /**
             * May Run
             * @default false
             */
            may_run: boolean;
            /** Next At */
            next_at: string | null;
            /**
             * Running
             * @default false
             */
            running: boolean;
            /** Scene */
            scene: string;
            /** Zh */
            zh: string;
        };
        /**
         * RoutineDetail
         * @description A routine with its newest rounds and deeds. `hidden`: deeds for records that lie out of the reader's
         *     sight, counted among the newest.
         */
        RoutineDetail: {
            card: components["schemas"]["RoutineCard"];
            /** Hidden */
            hidden: number;
            /** Made */
            made: components["schemas"]["RoutineMade"][];
            /** Rounds */
            rounds: components["schemas"]["RoutineRound"][];
        };
        /**
         * RoutineMade
         * @description One thing that a routine did: for which record, and what came of it.
         */
        RoutineMade: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Key */
            key: string;
            /** Object Id */
            object_id: string;
            /** Record Id */
            record_id: string;
            /** Title */
            title: string;
            /** What */
            what: string;
        };
        /**
         * RoutineRound
         * @description One round: records looked at, records for which something was done, what is to be said of it, and what
         *     could not be done, with the reason for those who keep topics. `by_name`: who let it run by hand.
         */
        RoutineRound: {
            /**
             * Began At
             * Format: date-time
             */
            began_at: string;
            /**
             * By Name
             * @default
             */
            by_name: string;
            /** Did */
            did: number;
            /** Ended At */
            ended_at: string | null;
            /** Failed En */
            failed_en: string[];
            /** Failed Zh */
            failed_zh: string[];
            /** Looked */
            looked: number;
            /** Notes En */
            notes_en: string[];
            /** Notes Zh */
            notes_zh: string[];
        };
        /**
         * RowRef
         * @description One row beneath a value: what it is, where its page is, what it adds to each part.
         */
        RowRef: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Denominator */
            denominator: number | null;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Number */
            number: string;
            /** Numerator */
            numerator: number | null;
            /** Page */
            page: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
        };
        /**
         * RowsPage
         * @description Rows beneath a value, in order of id. `total` counts all of them and `sum` what they add to the side
         *     asked for; `hidden` of this page's rows lie outside what the asker may see. `after` asks for the next
         *     page, None at the end.
         */
        RowsPage: {
            /** After */
            after: string | null;
            /** Fact Position */
            fact_position: number;
            /** Hidden */
            hidden: number;
            /** Items */
            items: components["schemas"]["RowRef"][];
            /** Sum */
            sum: number;
            /** Total */
            total: number;
        };
        /**
         * Rule
         * @description One version of one rule. The version is the hash of what the rule says.
         */
        Rule: {
            /** Active */
            active: boolean;
            /**
             * Author
             * @default
             */
            author: string;
            /**
             * Author Name
             * @default
             */
            author_name: string;
            /** Code */
            code: string;
            /**
             * Confirm
             * @enum {string}
             */
            confirm: "auto" | "duty_officer" | "grid_worker" | "camera";
            /**
             * Declared At
             * Format: date-time
             */
            declared_at: string;
            /** Fault */
            fault: boolean;
            /** Hazard */
            hazard: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "threshold" | "silence" | "flat_line" | "out_of_range" | "rate" | "seasonal" | "combined" | "unusual";
            /** Matter */
            matter: string | null;
            /** Name */
            name: string;
            /** Name En */
            name_en: string;
            /** Pack */
            pack: string;
            /** Params */
            params: {
                [key: string]: unknown;
            };
            /**
             * Reason
             * @default
             */
            reason: string;
            /** Retired At */
            retired_at?: string | null;
            /**
             * Reviewer
             * @default
             */
            reviewer: string;
            /**
             * Reviewer Name
             * @default
             */
            reviewer_name: string;
            /**
             * Severity
             * @enum {string}
             */
            severity: "notice" | "general" | "important" | "urgent";
            /** Targets */
            targets: {
                [key: string]: unknown;
            };
            /** Version */
            version: string;
        };
        /**
         * RuleDetail
         * @description A rule's page: the version in force, all versions (newest first), drafts, and the record of each.
         */
        RuleDetail: {
            /** Code */
            code: string;
            /** Drafts */
            drafts: components["schemas"]["Draft"][];
            false_alarms: components["schemas"]["FalseAlarmRate"];
            in_force: components["schemas"]["Rule"] | null;
            /** Rates */
            rates: components["schemas"]["FalseAlarmRate"][];
            /** Versions */
            versions: components["schemas"]["Rule"][];
        };
        /**
         * RuleForm
         * @description What an editor needs to know about one kind of rule: JSON Schema of its words, with their defaults.
         */
        RuleForm: {
            /** Form */
            form: {
                [key: string]: unknown;
            };
            /** Kind */
            kind: string;
        };
        /**
         * RuleHazard
         * @description A hazard that rules in force watch, by a name that a person can read.
         */
        RuleHazard: {
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Rules */
            rules: number;
            /** Zh */
            zh: string;
        };
        /**
         * RuleRow
         * @description A rule as the list shows it, with its record so far (all versions together).
         */
        RuleRow: {
            false_alarms: components["schemas"]["FalseAlarmRate"];
            /**
             * Pending
             * @default
             */
            pending: string;
            rule: components["schemas"]["Rule"];
        };
        /**
         * SceneRow
         * @description A scene (场景) of a loaded topic: its recipe, and what it declared, by their codes.
         *
         *     `answers` are rows of the list of requirements; `source_*` says whose the sample is.
         */
        SceneRow: {
            /** Answers */
            answers: string[];
            /** Boards */
            boards: string[];
            /** Demonstration */
            demonstration: boolean;
            /**
             * Domain
             * @default
             */
            domain: string;
            /** Hazard */
            hazard: string;
            /** Id */
            id: string;
            /** Indicators */
            indicators: string[];
            layer: components["schemas"]["LayerRow"] | null;
            /** Matters */
            matters: string[];
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Recipe */
            recipe: string;
            /** Recipe En */
            recipe_en: string;
            /** Recipe Zh */
            recipe_zh: string;
            /** Reports */
            reports: string[];
            /** Rules */
            rules: number;
            /** Source En */
            source_en: string;
            /** Source Zh */
            source_zh: string;
            /** Things */
            things: number;
        };
        /**
         * Score
         * @description How a model did when it stood at earlier points of the same series and knew only what lay before.
         *
         *     `mase`: mean error ÷ the mean error of the seasonal naive within what it knew (below 1 is better).
         *     `smape`: percent. `coverage`: percent of values that lay within an interval made from the other points.
         */
        Score: {
            /** Coverage */
            coverage: number;
            /** Mase */
            mase: number;
            /**
             * Model
             * @enum {string}
             */
            model: "naive" | "theta" | "ets";
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Smape */
            smape: number;
        };
        /**
         * ScoreLine
         * @description A line of a score: points of the most it gives, and why.
         */
        ScoreLine: {
            /** En */
            en: string;
            /** Line */
            line: string;
            /** Most */
            most: number;
            /** Points */
            points: number;
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
            /** Zh */
            zh: string;
        };
        /** ScrollAsked */
        ScrollAsked: {
            /**
             * After
             * @default
             */
            after: string;
            /**
             * Area
             * @default
             */
            area: string;
            /** Demonstration */
            demonstration?: boolean | null;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Maintainer Unit
             * @default
             */
            maintainer_unit: string;
            /**
             * Model
             * @default
             */
            model: string;
            /**
             * Owner Unit
             * @default
             */
            owner_unit: string;
            /**
             * Part Of
             * @default
             */
            part_of: string;
            /**
             * Q
             * @default
             */
            q: string;
            /**
             * Size
             * @default 100
             */
            size: number;
            /**
             * State
             * @default
             * @enum {string}
             */
            state: "" | "online" | "silent" | "never" | "faulty" | "out_of_order";
            /**
             * Unit
             * @default
             */
            unit: string;
            /** Warranty Before */
            warranty_before?: string | null;
        };
        /**
         * Seen
         * @description `version` is the version the client saw: if the case has moved on, the act is refused as a conflict.
         */
        Seen: {
            /** Version */
            version?: number | null;
        };
        /**
         * SeenAppeal
         * @description An appeal behind a figure: enough to find it, none of its words.
         */
        SeenAppeal: {
            /** Area Name */
            area_name: string;
            /** Channel */
            channel: string;
            /** Collective */
            collective: boolean;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Event Id */
            event_id: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Lat */
            lat: number | null;
            /** Lon */
            lon: number | null;
            /** Matter */
            matter: string;
            /** Matter En */
            matter_en: string;
            /** Matter Zh */
            matter_zh: string;
            /** Number */
            number: string;
            /**
             * Registered At
             * Format: date-time
             */
            registered_at: string;
            /** Repeated */
            repeated: boolean;
            /** Rounds */
            rounds: number;
            /** State */
            state: string;
            /** Unit Name */
            unit_name: string;
        };
        /**
         * Segment
         * @description A run of a sentence. `ref` names the source of a number, 0: plain words. `flag` is `uncarried` where a
         *     person wrote a number that no source carries.
         */
        Segment: {
            /**
             * Facet
             * @default
             */
            facet: string;
            /**
             * Flag
             * @default
             */
            flag: string;
            /**
             * Ref
             * @default 0
             */
            ref: number;
            /** Text */
            text: string;
        };
        /**
         * Series
         * @description Readings of one datastream, oldest first; where an instant was corrected, its last revision.
         */
        Series: {
            /** Committed Seq */
            committed_seq: number;
            /** Datastream */
            datastream: string;
            /** Late */
            late: boolean[];
            /** Qualities */
            qualities: ("good" | "suspect" | "calibration" | "maintenance" | "fault" | "deleted")[];
            /** Times */
            times: string[];
            /** Truncated */
            truncated: boolean;
            /** Unit */
            unit: string;
            /** Values */
            values: number[];
            /** Was */
            was: (number | null)[];
        };
        /**
         * SessionView
         * @description Answer of the session routes: who I am, what I may do, and the token for unsafe requests.
         */
        SessionView: {
            /** Csrf */
            csrf: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            subject: components["schemas"]["SubjectView"];
        };
        /**
         * ShelfView
         * @description The topics of one reader, and the roles that a topic can be granted to by those who may.
         */
        ShelfView: {
            /** Items */
            items: components["schemas"]["TopicCard"][];
            /** May Grant */
            may_grant: boolean;
            /** Roles */
            roles: string[];
        };
        /**
         * Shift
         * @description A shift (班次) at a desk: one officer, from–to, and what became of it.
         */
        Shift: {
            /** Area Path */
            area_path: string;
            /** Closed At */
            closed_at?: string | null;
            /** Desk */
            desk: string;
            /** Desk Name */
            desk_name: string;
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /** Id */
            id: string;
            officer: components["schemas"]["UserRef"];
            /** Opened At */
            opened_at?: string | null;
            /** Role */
            role: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "planned" | "open" | "closed" | "lapsed";
            /**
             * Version
             * @default 1
             */
            version: number;
        };
        /**
         * ShiftLine
         * @description One line of a shift's log (值班日志).
         */
        ShiftLine: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Author Id */
            author_id: string;
            /** Author Name */
            author_name: string;
            /** Id */
            id: string;
            /** Shift Id */
            shift_id: string;
            /** Text */
            text: string;
        };
        /** SignBody */
        SignBody: {
            /** Agreed */
            agreed: boolean;
            /**
             * Text
             * @default
             */
            text: string;
            /** Version */
            version?: number | null;
        };
        /** SignInBody */
        SignInBody: {
            /** Login */
            login: string;
            /** Password */
            password: string;
        };
        /** SignOffBody */
        SignOffBody: {
            /**
             * Accepted
             * @default true
             */
            accepted: boolean;
            /** Order */
            order: string;
            /**
             * Text
             * @default
             */
            text: string;
            /** Version */
            version?: number | null;
        };
        /** SignalDetail */
        SignalDetail: {
            /** History */
            history: components["schemas"]["SignalLine"][];
            row: components["schemas"]["SignalRow"];
        };
        /**
         * SignalLine
         * @description One change of a signal, with its figures of that moment.
         */
        SignalLine: {
            /** Act */
            act: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Version */
            version: number;
        };
        /**
         * SignalRow
         * @description A hot topic or weak signal. `usual` is the count to be expected of such a window, `p` the chance of so
         *     many or more when nothing is going on; `days` are the appeals of each day, oldest first, to `last_day`.
         */
        SignalRow: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Area Path */
            area_path: string;
            /** Count */
            count: number;
            /** Days */
            days: number[];
            /** Demonstration */
            demonstration: boolean;
            /** Ended At */
            ended_at: string | null;
            /** Events */
            events: number;
            /** Factor */
            factor: number;
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /** Grade */
            grade: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Lat */
            lat: number | null;
            /** Level */
            level: string;
            /** Lon */
            lon: number | null;
            /** P */
            p: number;
            /** Peak */
            peak: number;
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /** Repeated */
            repeated: number;
            /** State */
            state: string;
            /** Theme */
            theme: string;
            /** Theme En */
            theme_en: string;
            /** Theme Numbers */
            theme_numbers: string[];
            /** Theme Zh */
            theme_zh: string;
            /** Usual */
            usual: number;
            /** Version */
            version: number;
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
            /** Window */
            window: number;
        };
        /**
         * SignerRow
         * @description A unit asked to sign (会签). `state`: asked, agreed, objected.
         */
        SignerRow: {
            /** About */
            about: string;
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Signed At */
            signed_at: string | null;
            /** State */
            state: string;
            /** Text */
            text: string;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
        };
        /** SignersBody */
        SignersBody: {
            /** About */
            about: string;
            /** Units */
            units: string[];
            /** Version */
            version?: number | null;
        };
        /**
         * Similar
         * @description An appeal near in meaning; `score` 0 to 1, `shared` the words that both hold.
         */
        Similar: {
            row: components["schemas"]["AppealRow"];
            /** Score */
            score: number;
            /** Shared */
            shared: string[];
            /** Why En */
            why_en: string;
            /** Why Zh */
            why_zh: string;
        };
        /** SimilarBody */
        SimilarBody: {
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Besides
             * @default
             */
            besides: string;
            /** Text */
            text: string;
        };
        /**
         * Source
         * @description Where a number comes from, frozen when it was read. `n` is how the sentences refer to it.
         */
        Source: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /**
             * Area Name En
             * @default
             */
            area_name_en: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Code */
            code: string;
            /** Decimals */
            decimals: number;
            /** Definition En */
            definition_en: string;
            /** Definition Zh */
            definition_zh: string;
            /** Direction */
            direction: string;
            /**
             * First
             * Format: date
             */
            first: string;
            /** Label En */
            label_en: string;
            /** Label Zh */
            label_zh: string;
            /**
             * Last
             * Format: date
             */
            last: string;
            /** N */
            n: number;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Period Kind */
            period_kind: string;
            /** Position */
            position: number;
            /** Provisional */
            provisional: boolean;
            /** Revision */
            revision: number;
            /** Source En */
            source_en: string;
            /** Source Zh */
            source_zh: string;
            /** State */
            state: string;
            /** Tree */
            tree: string;
            /** Unit */
            unit: string;
            /** Unit Zh */
            unit_zh: string;
            /** Value */
            value: number | null;
            /** Version */
            version: number;
        };
        /**
         * SourceBody
         * @description Another system that may hand in appeals of one area.
         */
        SourceBody: {
            /** Area */
            area: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Url
             * @default
             */
            url: string;
        };
        /**
         * SourceInfo
         * @description 数据来源 without its secret.
         */
        SourceInfo: {
            /** Id */
            id: string;
            /** Issued At */
            issued_at: string | null;
            /** Name */
            name: string;
            /** Pack */
            pack: string;
            /** Revoked At */
            revoked_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "new" | "active" | "revoked";
            /** Things */
            things: string[];
            /** Unit Id */
            unit_id: string;
        };
        /**
         * SourceRow
         * @description Another system that hands in appeals.
         */
        SourceRow: {
            /** Area Id */
            area_id: string;
            /** Id */
            id: string;
            /**
             * Issued At
             * Format: date-time
             */
            issued_at: string;
            /** Name */
            name: string;
            /** Revoked At */
            revoked_at: string | null;
            /** State */
            state: string;
            /**
             * Url
             * @default
             */
            url: string;
        };
        /**
         * SpanLine
         * @description One act on thresholds: who, when, and why.
         */
        SpanLine: {
            /** Act */
            act: string;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Note */
            note: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Unit Name */
            unit_name: string;
        };
        /**
         * SpanRow
         * @description Thresholds of an area from a day until a day (None: until further notice), with what was done to them.
         *     `periods` are the kinds of period that they stand for (none: every kind); `dropped`: taken back before
         *     they began.
         */
        SpanRow: {
            /** Basis */
            basis: string;
            /** Dropped */
            dropped: boolean;
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /** Good */
            good: number;
            /** Id */
            id: string;
            /** Last Day */
            last_day: string | null;
            /** Lines */
            lines: components["schemas"]["SpanLine"][];
            /** Periods */
            periods: ("day" | "week" | "month" | "quarter" | "year" | "to_date")[];
            /** Version */
            version: number;
            /** Watch */
            watch: number;
        };
        /** SplitBody */
        SplitBody: {
            /** Parts */
            parts: components["schemas"]["PartBody"][];
            /** Version */
            version?: number | null;
        };
        /**
         * Standing
         * @description What every page of one person stands under: the mode (平急状态) of the area looked at, and whether what
         *     he sees is partly a demonstration.
         *
         *     `mode` is None where nobody has said one. `demonstration` is true when a demonstration thing that he may
         *     see has ever spoken (`last_replayed_at`: when last), or when an open case of his comes from one.
         */
        Standing: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Demonstration */
            demonstration: boolean;
            /** Last Replayed At */
            last_replayed_at: string | null;
            /** Mode */
            mode: ("routine" | "emergency" | "major_event") | null;
            /** Mode Since */
            mode_since: string | null;
            /** Position */
            position: number;
        };
        /**
         * Step
         * @description A period foreseen: the value, and between what it should lie four times of five.
         */
        Step: {
            /**
             * First
             * Format: date
             */
            first: string;
            /** High */
            high: number;
            /** Label En */
            label_en: string;
            /** Label Zh */
            label_zh: string;
            /**
             * Last
             * Format: date
             */
            last: string;
            /** Low */
            low: number;
            /** Value */
            value: number;
        };
        /**
         * StepRow
         * @description One act on the case: who, when, from which stage to which, in whose words, with which documents.
         */
        StepRow: {
            /** Act */
            act: string;
            /** Actor */
            actor: string;
            /** Actor Name */
            actor_name: string;
            /** After */
            after: string[];
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Before */
            before: string[];
            /** Details */
            details: {
                [key: string]: string;
            };
            /** From Stage */
            from_stage: string;
            /** Text */
            text: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** To Stage */
            to_stage: string;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /** StepText */
        StepText: {
            /** By */
            by: string;
            /** Code */
            code: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
        };
        /**
         * StepToTake
         * @description A step of the matter's catalogue, as guidance.
         */
        StepToTake: {
            /** By */
            by: string;
            /** Code */
            code: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
        };
        /**
         * Stop
         * @description Days on which an area does not work (台风“五停” and the like): first to last day, both inclusive.
         */
        Stop: {
            /** Area Id */
            area_id: string;
            /** Area Path */
            area_path: string;
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /** Id */
            id: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Reason */
            reason: string;
        };
        /** StopIn */
        StopIn: {
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Reason */
            reason: string;
        };
        /** StopWithdrawal */
        StopWithdrawal: {
            /** Reason */
            reason: string;
        };
        /**
         * Stuck
         * @description A message that waits, was refused, or contradicts another: somebody should look.
         */
        Stuck: {
            /** External No */
            external_no: string;
            /** Failure */
            failure: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Next At */
            next_at?: string | null;
            /** Seq */
            seq: number;
            /** Source Id */
            source_id: string;
            /** State */
            state: string;
            /**
             * Tries
             * @default 0
             */
            tries: number;
        };
        /**
         * StudioActBody
         * @description An act on the draft as the person saw it; `note` is the reason where one is needed.
         */
        StudioActBody: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * StudioDetail
         * @description A draft, whole. `editor_name` is somebody else who has it open now, empty where nobody has.
         */
        StudioDetail: {
            /** Allowed */
            allowed: string[];
            /** Editor Name */
            editor_name: string;
            /** Files */
            files: {
                [key: string]: string;
            };
            /** History */
            history: components["schemas"]["StudioLine"][];
            row: components["schemas"]["StudioRow"];
            /** Runs */
            runs: components["schemas"]["StudioRehearsal"][];
            /** Saves */
            saves: components["schemas"]["StudioSave"][];
        };
        /**
         * StudioEditing
         * @description Somebody else who has the draft open, empty where nobody has; and the version that is saved now.
         */
        StudioEditing: {
            /** Editor Name */
            editor_name: string;
            /** Version */
            version: number;
        };
        /**
         * StudioFiles
         * @description The files of a draft as they stand on screen: path → text.
         */
        StudioFiles: {
            /** Files */
            files: {
                [key: string]: string;
            };
            /** Topic */
            topic: string;
        };
        /**
         * StudioLine
         * @description One act on a draft.
         */
        StudioLine: {
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Note */
            note: string;
            /** Number */
            number: number;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /**
         * StudioNew
         * @description The id of the new pack, and the recipe or shipped scene that it begins from.
         */
        StudioNew: {
            /** Like */
            like: string;
            /** Topic */
            topic: string;
        };
        /**
         * StudioRehearsal
         * @description A rehearsal of a saved version. `lines` are what its process said: the beginning and end of each
         *     variant, and every step.
         */
        StudioRehearsal: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Began At */
            began_at: string | null;
            /** By Name */
            by_name: string;
            /** Draft */
            draft: string;
            /** Ended At */
            ended_at: string | null;
            /** Error */
            error: string;
            /** Id */
            id: string;
            /** Lines */
            lines: {
                [key: string]: unknown;
            }[];
            /** Mine */
            mine: boolean;
            /** Number */
            number: number;
            /** State */
            state: string;
        };
        /**
         * StudioRow
         * @description A line of the list of drafts. States: writing, review, approved, installed, dropped.
         */
        StudioRow: {
            /** Author Name */
            author_name: string;
            /** Id */
            id: string;
            /** Number */
            number: number;
            /** Origin */
            origin: string;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
            /** State */
            state: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** Topic */
            topic: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /**
         * StudioSave
         * @description One saved version: who, when, why.
         */
        StudioSave: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By Name */
            by_name: string;
            /** Note */
            note: string;
            /** Number */
            number: number;
        };
        /**
         * StudioSaveBody
         * @description What is to be saved over the version that was read.
         */
        StudioSaveBody: {
            /** Files */
            files: {
                [key: string]: string;
            };
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * StudioStart
         * @description What a draft can begin from, and the grammar of its files (file name → JSON Schema).
         */
        StudioStart: {
            /** Examples */
            examples: components["schemas"]["Example"][];
            /** Most Bytes */
            most_bytes: number;
            /** Most Files */
            most_files: number;
            /** Schemas */
            schemas: {
                [key: string]: string;
            };
        };
        /**
         * SubjectView
         * @description The subject as its own client sees it.
         */
        SubjectView: {
            /** Area Path */
            area_path: string;
            /** Must Change Password */
            must_change_password: boolean;
            /** Name */
            name: string;
            /** On Shift */
            on_shift: string | null;
            /** Permissions */
            permissions: string[];
            /** Post */
            post: string;
            /** Roles */
            roles: string[];
            /** Unit Id */
            unit_id: string;
            /** Unit Kind */
            unit_kind: string;
            /** Unit Name */
            unit_name: string;
            /** User Id */
            user_id: string;
        };
        /**
         * SubscriptionBody
         * @description The codes of the figures that a person wants in his cockpit before all others.
         */
        SubscriptionBody: {
            /** Codes */
            codes: string[];
        };
        /**
         * SuggestBody
         * @description What is being typed, and the id of the area that it is about, where that is known.
         */
        SuggestBody: {
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Limit
             * @default 3
             */
            limit: number;
            /** Text */
            text: string;
        };
        /**
         * SuperviseBody
         * @description 督办: what is asked for, and within which limit the holder replies.
         */
        SuperviseBody: {
            /** Amount */
            amount: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "working_day" | "working_hour" | "urgent_hour" | "natural_day";
            /** Text */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * SuspendBody
         * @description 挂起: a listed reason, what is waited for, and a limit shorter than the reason allows.
         */
        SuspendBody: {
            limit?: components["schemas"]["LimitBody"] | null;
            /** Reason */
            reason: string;
            /** Text */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * SuspensionReasonRow
         * @description A reason for which a case may be suspended.
         */
        SuspensionReasonRow: {
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Most En */
            most_en: string;
            /** Most Zh */
            most_zh: string;
            /** Times */
            times: number;
            /** Zh */
            zh: string;
        };
        /**
         * SuspensionRow
         * @description A suspension (挂起); `until` is when it ends by itself at the latest.
         */
        SuspensionRow: {
            /**
             * Begun At
             * Format: date-time
             */
            begun_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Ended By */
            ended_by: string;
            /** Id */
            id: string;
            /** Reason */
            reason: string;
            /** Reason En */
            reason_en: string;
            /** Reason Zh */
            reason_zh: string;
            /** Text */
            text: string;
            /** Unit Name */
            unit_name: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * TableActBody
         * @description An act on a table as the person saw it, with the reason; `anyway`: although definitions count it.
         */
        TableActBody: {
            /**
             * Anyway
             * @default false
             */
            anyway: boolean;
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * TableBody
         * @description A table as its editor has it: code, name and columns.
         */
        TableBody: {
            /** Table */
            table: {
                [key: string]: unknown;
            };
        };
        /**
         * TableRead
         * @description What was made of a sheet for an imported table: its rows, those new or changed, those that are there no
         *     more, the table's version.
         */
        TableRead: {
            /** Fresh */
            fresh: number;
            /** Gone */
            gone: number;
            /** Rows */
            rows: number;
            /** Version */
            version: number;
        };
        /**
         * TargetBody
         * @description An area's target of a year, on what basis, and the version that the person saw (0: none).
         */
        TargetBody: {
            /** Area */
            area: string;
            /** Basis */
            basis: string;
            /** Code */
            code: string;
            /** Value */
            value: number;
            /**
             * Version
             * @default 0
             */
            version: number;
            /** Year */
            year: number;
        };
        /** TargetKept */
        TargetKept: {
            /** Area */
            area: string;
            /** Basis */
            basis: string;
            /** Code */
            code: string;
            /** Value */
            value: number;
            /** Version */
            version: number;
            /** Year */
            year: number;
        };
        /**
         * TargetPart
         * @description One of the things that a target counts, whether it is there, and what is known of it.
         */
        TargetPart: {
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /**
             * Said En
             * @default
             */
            said_en: string;
            /**
             * Said Zh
             * @default
             */
            said_zh: string;
            /** There */
            there: boolean;
        };
        /**
         * TargetRow
         * @description One target of the mission and where the city stands with it. `value` None is 未报, or nothing divides.
         *
         *     `way` says who tells the value; `indicator` is the figure behind it, "" where the center counts itself or
         *     no single number says it. `target` is that of the plans, of `target_year`. `baseline` is what the plans
         *     tell of 2019 or 2020, in their words: never a present value. `numerator` and `denominator` are what was
         *     counted; `source` is what the reporting unit names; `parts` are what it counts, one by one.
         */
        TargetRow: {
            /** As Of */
            as_of: string;
            /** Baseline */
            baseline: string;
            /** Baseline On */
            baseline_on: string;
            /** Definition En */
            definition_en: string;
            /** Definition Zh */
            definition_zh: string;
            /** Denominator */
            denominator: number | null;
            /** Id */
            id: string;
            /** Indicator */
            indicator: string;
            /** Met */
            met: boolean | null;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Numerator */
            numerator: number | null;
            /** Parts */
            parts: components["schemas"]["TargetPart"][];
            /** Provisional */
            provisional: boolean;
            /** Source */
            source: string;
            /** State */
            state: string;
            /** Target */
            target: number | null;
            /** Target Year */
            target_year: number | null;
            /** Unit */
            unit: string;
            /** Value */
            value: number | null;
            /**
             * Way
             * @enum {string}
             */
            way: "computed" | "reported" | "none";
        };
        /**
         * TargetStepKept
         * @description A target as it was set, with its basis.
         */
        TargetStepKept: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Basis */
            basis: string;
            /** Set By Name */
            set_by_name: string;
            /** Value */
            value: number;
            /** Version */
            version: number;
        };
        /**
         * TargetsWhole
         * @description Every target for one area, and the topics that some of them count.
         */
        TargetsWhole: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Computed */
            computed: number;
            /** Position */
            position: number;
            /** Reported */
            reported: number;
            /** Rows */
            rows: components["schemas"]["TargetRow"][];
            /** Topics */
            topics: components["schemas"]["TopicScore"][];
            /** Waiting */
            waiting: number;
        };
        /**
         * Task
         * @description A line of the task list; done with a report and evidence (document ids).
         */
        Task: {
            /** Done At */
            done_at: string | null;
            /** Done By */
            done_by: string;
            /**
             * Due
             * Format: date
             */
            due: string;
            /** Evidence */
            evidence: string[];
            /** Id */
            id: string;
            /** Late */
            late: boolean;
            /** Report */
            report: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "done";
            /** Text */
            text: string;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
        };
        /** TaskBody */
        TaskBody: {
            /**
             * Task En
             * @default
             */
            task_en: string;
            /** Task Zh */
            task_zh: string;
            /** Unit */
            unit: string;
            /** Version */
            version?: number | null;
        };
        /**
         * TemplateRow
         * @description A publication. `next_at`: when its next issue is made by itself, null where nothing is.
         */
        TemplateRow: {
            /** About En */
            about_en: string;
            /** About Zh */
            about_zh: string;
            /** Code */
            code: string;
            /** Kind */
            kind: string;
            /** Level */
            level: string;
            /** Next At */
            next_at: string | null;
            /** Period */
            period: string;
            /** Schedule En */
            schedule_en: string;
            /** Schedule Zh */
            schedule_zh: string;
            /** Source */
            source: string;
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
        };
        /**
         * TermsBody
         * @description Days of warning, working days for an answer, days between two reviews.
         */
        TermsBody: {
            /** Answer Days */
            answer_days: number;
            /** Review Days */
            review_days: number;
            /** Warn Days */
            warn_days: number;
        };
        /** TextBody */
        TextBody: {
            /**
             * Text
             * @default
             */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * Theme
         * @description What makes a text 紧急敏感, and the word that says so.
         */
        Theme: {
            /** En */
            en: string;
            /** Word */
            word: string;
            /** Zh */
            zh: string;
        };
        /**
         * ThemeActBody
         * @description An act on the theme's version as the person saw it; `note` is the reason where one is needed.
         */
        ThemeActBody: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * ThemeBody
         * @description A monthly theme as it is written, and its version as its author saw it (0: a new one).
         */
        ThemeBody: {
            /** Areas */
            areas: string[];
            /**
             * Baseline Months
             * @default 3
             */
            baseline_months: number;
            /** Classes */
            classes: string[];
            /** Co Units */
            co_units: string[];
            /**
             * Lead Unit
             * @default
             */
            lead_unit: string;
            /**
             * Leader
             * @default
             */
            leader: string;
            /** Matters */
            matters: string[];
            /**
             * Measures
             * @default
             */
            measures: string;
            /** Month */
            month: string;
            /** Problem */
            problem: string;
            /**
             * Signal Id
             * @default
             */
            signal_id: string;
            /** Tasks */
            tasks: components["schemas"]["ThemeTaskBody"][];
            /** Title */
            title: string;
            /**
             * Version
             * @default 0
             */
            version: number;
        };
        /**
         * ThemeDetail
         * @description A monthly theme, whole; `fall` as reckoned now, `signed` as it stood when it was signed off.
         */
        ThemeDetail: {
            /** Adopted By Name */
            adopted_by_name: string;
            /** Allowed */
            allowed: string[];
            /** Baseline Months */
            baseline_months: number;
            /** Co Units */
            co_units: components["schemas"]["UnitName"][];
            fall: components["schemas"]["FallFigures"];
            /** History */
            history: components["schemas"]["ThemeLine"][];
            /** Measures */
            measures: string;
            /** Problem */
            problem: string;
            /** Proposed By Name */
            proposed_by_name: string;
            row: components["schemas"]["ThemeRow"];
            /** Signal Id */
            signal_id: string;
            signed: components["schemas"]["FallFigures"] | null;
            /** Tasks */
            tasks: components["schemas"]["Task"][];
        };
        /**
         * ThemeLine
         * @description One line of a monthly theme's history.
         */
        ThemeLine: {
            /** Act */
            act: string;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Note */
            note: string;
            /** State */
            state: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /**
         * ThemePart
         * @description What a monthly theme is about: a matter or a class.
         */
        ThemePart: {
            /** Code */
            code: string;
            /** Kind */
            kind: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
        };
        /**
         * ThemeReportBody
         * @description A task is done: what was done, and the ids of the documents that prove it.
         */
        ThemeReportBody: {
            /** Evidence */
            evidence: string[];
            /** Report */
            report: string;
            /** Version */
            version: number;
        };
        /**
         * ThemeRow
         * @description A monthly theme in a list.
         */
        ThemeRow: {
            /** Adopted On */
            adopted_on: string | null;
            /** Areas */
            areas: components["schemas"]["Place"][];
            /** Id */
            id: string;
            /** Lead Unit */
            lead_unit: string;
            /** Lead Unit Name */
            lead_unit_name: string;
            /** Leader */
            leader: string;
            /** Leader Name */
            leader_name: string;
            /** Month */
            month: string;
            /** Number */
            number: string;
            /** Signed At */
            signed_at: string | null;
            /** Signed Fall */
            signed_fall: number | null;
            /** State */
            state: string;
            /** State En */
            state_en: string;
            /** State Zh */
            state_zh: string;
            /** Tasks */
            tasks: number;
            /** Tasks Done */
            tasks_done: number;
            /** Tasks Late */
            tasks_late: number;
            /** Themes */
            themes: components["schemas"]["ThemePart"][];
            /** Title */
            title: string;
            /** Version */
            version: number;
        };
        /** ThemeTaskBody */
        ThemeTaskBody: {
            /**
             * Due
             * Format: date
             */
            due: string;
            /**
             * Id
             * @default
             */
            id: string;
            /** Text */
            text: string;
            /** Unit */
            unit: string;
        };
        /**
         * ThingDetail
         * @description A thing with its datastreams.
         */
        ThingDetail: {
            /** Address */
            address: string;
            /** Area Id */
            area_id: string;
            /** Area Names */
            area_names: string[];
            /** Area Path */
            area_path: string;
            /** City Code */
            city_code: string;
            /** Commands */
            commands: {
                [key: string]: unknown;
            }[];
            /** Datastreams */
            datastreams: components["schemas"]["DatastreamRow"][];
            /** Demonstration */
            demonstration: boolean;
            device: components["schemas"]["DeviceRow"];
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Last Received At */
            last_received_at: string | null;
            /** Lat */
            lat: number;
            /** Lon */
            lon: number;
            /** Maintainer Unit */
            maintainer_unit: string;
            /** Maintainer Unit Name */
            maintainer_unit_name: string;
            /** Model */
            model: string;
            /** Model Name */
            model_name: string;
            /** Model Name En */
            model_name_en: string;
            /** Name */
            name: string;
            /** Name En */
            name_en: string;
            /** Owner Unit */
            owner_unit: string;
            /** Owner Unit Name */
            owner_unit_name: string;
            /** Part Of */
            part_of: string;
            /** Parts */
            parts: components["schemas"]["PartRow"][];
            /** Role */
            role: string;
            /**
             * State
             * @enum {string}
             */
            state: "online" | "silent" | "never";
            /** Version */
            version: number;
            /** Warranty Until */
            warranty_until: string | null;
        };
        /**
         * ThingFilter
         * @description What the register may be narrowed by; `area` is an area id.
         */
        ThingFilter: {
            /**
             * Area
             * @default
             */
            area: string;
            /** Demonstration */
            demonstration?: boolean | null;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Maintainer Unit
             * @default
             */
            maintainer_unit: string;
            /**
             * Model
             * @default
             */
            model: string;
            /**
             * Owner Unit
             * @default
             */
            owner_unit: string;
            /**
             * Part Of
             * @default
             */
            part_of: string;
            /**
             * Q
             * @default
             */
            q: string;
            /**
             * State
             * @default
             * @enum {string}
             */
            state: "" | "online" | "silent" | "never" | "faulty" | "out_of_order";
            /**
             * Unit
             * @default
             */
            unit: string;
            /** Warranty Before */
            warranty_before?: string | null;
        };
        /** ThingIn */
        ThingIn: {
            /**
             * Address
             * @default
             */
            address: string;
            /** Area Id */
            area_id?: string | null;
            /**
             * City Code
             * @default
             */
            city_code: string;
            /**
             * Demonstration
             * @default false
             */
            demonstration: boolean;
            /** Expected Every S */
            expected_every_s?: number | null;
            /**
             * Frame
             * @default wgs84
             * @enum {string}
             */
            frame: "wgs84" | "cgcs2000" | "gcj02" | "bd09";
            /** Id */
            id: string;
            /** Lat */
            lat: number;
            /** Lon */
            lon: number;
            /** Maintainer Unit */
            maintainer_unit: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /**
             * Name En
             * @default
             */
            name_en: string;
            /** Owner Unit */
            owner_unit: string;
            /**
             * Part Of
             * @default
             */
            part_of: string;
            /**
             * Role
             * @default
             */
            role: string;
            /** Warranty Until */
            warranty_until?: string | null;
        };
        /** ThingModel */
        ThingModel: {
            /** Code */
            code: string;
            /** Commands */
            commands?: {
                [key: string]: unknown;
            }[];
            /**
             * Composite
             * @default false
             */
            composite: boolean;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Name En */
            name_en: string;
            /** Properties */
            properties: {
                [key: string]: unknown;
            }[];
        };
        /** ThingPage */
        ThingPage: {
            /**
             * Area
             * @default
             */
            area: string;
            /** Demonstration */
            demonstration?: boolean | null;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Maintainer Unit
             * @default
             */
            maintainer_unit: string;
            /**
             * Model
             * @default
             */
            model: string;
            /**
             * Owner Unit
             * @default
             */
            owner_unit: string;
            /**
             * Page
             * @default 1
             */
            page: number;
            /**
             * Part Of
             * @default
             */
            part_of: string;
            /**
             * Q
             * @default
             */
            q: string;
            /**
             * Size
             * @default 50
             */
            size: number;
            /**
             * State
             * @default
             * @enum {string}
             */
            state: "" | "online" | "silent" | "never" | "faulty" | "out_of_order";
            /**
             * Unit
             * @default
             */
            unit: string;
            /** Warranty Before */
            warranty_before?: string | null;
        };
        /**
         * ThingRow
         * @description A thing in a list.
         */
        ThingRow: {
            /** Area Id */
            area_id: string;
            /** Area Names */
            area_names: string[];
            /** City Code */
            city_code: string;
            /** Demonstration */
            demonstration: boolean;
            /** Faulty */
            faulty: boolean;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Last Received At */
            last_received_at: string | null;
            /** Lat */
            lat: number;
            /** Lon */
            lon: number;
            /** Maintainer Unit */
            maintainer_unit: string;
            /** Maintainer Unit Name */
            maintainer_unit_name: string;
            /** Model */
            model: string;
            /** Model Name */
            model_name: string;
            /** Name */
            name: string;
            /** Name En */
            name_en: string;
            /** Owner Unit */
            owner_unit: string;
            /** Owner Unit Name */
            owner_unit_name: string;
            /**
             * State
             * @enum {string}
             */
            state: "online" | "silent" | "never";
            /** Warranty Until */
            warranty_until: string | null;
        };
        /**
         * ThingScroll
         * @description Things in the order of their ids; `next` is the cursor of the following ones, empty at the end.
         */
        ThingScroll: {
            /** Items */
            items: components["schemas"]["ThingRow"][];
            /** Next */
            next: string;
            /** Position */
            position: number;
        };
        /**
         * ThresholdsBody
         * @description Thresholds of an area from a day until a day (none: until further notice), on what basis, and for which
         *     kinds of period (none: every kind).
         */
        ThresholdsBody: {
            /** Area */
            area: string;
            /** Basis */
            basis: string;
            /** Code */
            code: string;
            /**
             * First
             * Format: date
             */
            first: string;
            /** Good */
            good: number;
            /** Last */
            last?: string | null;
            /**
             * Periods
             * @default []
             */
            periods: ("day" | "week" | "month" | "quarter" | "year" | "to_date")[];
            /** Watch */
            watch: number;
        };
        /**
         * ThresholdsEndBody
         * @description They hold before `day` alone; the version is the one that the person saw.
         */
        ThresholdsEndBody: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * Told
         * @description A part of a briefing. `lost` are numbers that were generated and that a person's words do not carry.
         */
        Told: {
            /** Draw */
            draw: string;
            /** Dropped */
            dropped: boolean;
            /** Edited */
            edited: boolean;
            /** En */
            en: components["schemas"]["Segment"][];
            /** Headings */
            headings: components["schemas"]["Heading"][];
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Lines */
            lines: components["schemas"]["Line"][];
            /** Lost */
            lost: string[];
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
            /** Total */
            total: number;
            /** Zh */
            zh: components["schemas"]["Segment"][];
        };
        /** ToldSection */
        ToldSection: {
            /** Id */
            id: string;
            /** Parts */
            parts: components["schemas"]["Told"][];
            /** Title En */
            title_en: string;
            /** Title Zh */
            title_zh: string;
        };
        /**
         * TopicCard
         * @description A topic on the shelf. `people_*`: how many people looked, counted by day.
         */
        TopicCard: {
            found: components["schemas"]["TopicFound"];
            /** Id */
            id: string;
            /**
             * Looked At
             * Format: date-time
             */
            looked_at: string;
            /** Number */
            number: string;
            /** People Today */
            people_today: number;
            /** People Week */
            people_week: number;
        };
        /**
         * TopicDay
         * @description The people of one day.
         */
        TopicDay: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** People */
            people: number;
        };
        /**
         * TopicFound
         * @description What a topic says of itself and what it was found to have at the last look.
         */
        TopicFound: {
            /** About En */
            about_en: string;
            /** About Zh */
            about_zh: string;
            /** Board */
            board: string;
            /** Co Unit Names */
            co_unit_names: string[];
            /** Co Units */
            co_units: string[];
            /** Demonstration */
            demonstration: boolean;
            /** Domain */
            domain: string;
            /** Edition */
            edition: string;
            /** Faults */
            faults: number;
            /** Field */
            field: string;
            /** Lead Unit */
            lead_unit: string;
            /** Lead Unit Name */
            lead_unit_name: string;
            /** Lights */
            lights: components["schemas"]["TopicLight"][];
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            newest: components["schemas"]["TopicNewest"];
            /** Newest At */
            newest_at: string | null;
            /** Operator */
            operator: string;
            /** Operator Name */
            operator_name: string;
            /** Scenes */
            scenes: number;
            /** State */
            state: string;
        };
        /**
         * TopicGrantBody
         * @description All roles and units that a topic is open to, beside its own units, at the version that was seen.
         */
        TopicGrantBody: {
            /** Reason */
            reason: string;
            /** Roles */
            roles: string[];
            /** Units */
            units: string[];
            /** Version */
            version: number;
        };
        /**
         * TopicGrants
         * @description Whom a topic is granted to, beside its own units.
         */
        TopicGrants: {
            /** Roles */
            roles: string[];
            /** Unit Names */
            unit_names: string[];
            /** Units */
            units: string[];
            /** Version */
            version: number;
        };
        /**
         * TopicItem
         * @description A board, ledger or publication of the topic that the reader may open. `note_*` says what is in it;
         *     `at` when it was published or issued last.
         */
        TopicItem: {
            /** At */
            at: string | null;
            /** Code */
            code: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Note En */
            note_en: string;
            /** Note Zh */
            note_zh: string;
        };
        /**
         * TopicLayer
         * @description A map layer: what it shows of which things.
         */
        TopicLayer: {
            /** Id */
            id: string;
            /** Models */
            models: string[];
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Property */
            property: string;
            /** Unit */
            unit: string;
        };
        /**
         * TopicLight
         * @description 可感、可视、可控、可治: `part` is some of what it needs. The lines say why.
         */
        TopicLight: {
            /**
             * Code
             * @enum {string}
             */
            code: "sensed" | "seen" | "controlled" | "governed";
            /** Lines */
            lines: components["schemas"]["TopicReason"][];
            /**
             * State
             * @enum {string}
             */
            state: "on" | "part" | "off";
        };
        /**
         * TopicLine
         * @description One grant or its end.
         */
        TopicLine: {
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Note */
            note: string;
            /** Text En */
            text_en: string;
            /** Text Zh */
            text_zh: string;
            /** Unit Name */
            unit_name: string;
            /** Version */
            version: number;
        };
        /**
         * TopicMatter
         * @description A matter with its cases of the last days as the reader may see them; `without`: towns in which nobody
         *     leads it.
         */
        TopicMatter: {
            /** Cases */
            cases: number;
            /** Code */
            code: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Open */
            open: number;
            /** Overdue */
            overdue: number;
            /** Without */
            without: string[];
        };
        /**
         * TopicNewest
         * @description When a topic last had something new, by kind; null where it never had.
         */
        TopicNewest: {
            /** Case */
            case?: string | null;
            /** Figure */
            figure?: string | null;
            /** Reading */
            reading?: string | null;
            /** Record */
            record?: string | null;
        };
        /**
         * TopicPage
         * @description A topic, whole. A list is null where the reader has no permission for what it holds; `faults` and
         *     `history` are for those who keep the shelf.
         */
        TopicPage: {
            /** Boards */
            boards: components["schemas"]["TopicItem"][] | null;
            card: components["schemas"]["TopicCard"];
            /** Cases Days */
            cases_days: number;
            /** Days */
            days: components["schemas"]["TopicDay"][];
            /** Faults */
            faults: {
                [key: string]: unknown;
            }[];
            grants: components["schemas"]["TopicGrants"] | null;
            /** History */
            history: components["schemas"]["TopicLine"][];
            /** Layers */
            layers: components["schemas"]["TopicLayer"][];
            /** Ledgers */
            ledgers: components["schemas"]["TopicItem"][] | null;
            /** Matters */
            matters: components["schemas"]["TopicMatter"][];
            /** Reports */
            reports: components["schemas"]["TopicItem"][] | null;
            /** Scenes */
            scenes: components["schemas"]["TopicScene"][];
        };
        /**
         * TopicReason
         * @description One reason of a light: what was found, and whether that holds.
         */
        TopicReason: {
            /** En */
            en: string;
            /** Held */
            held: boolean;
            /** Zh */
            zh: string;
        };
        /**
         * TopicScene
         * @description A scene of a topic by its recipe.
         */
        TopicScene: {
            /** Id */
            id: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Recipe */
            recipe: string;
            /** Recipe En */
            recipe_en: string;
            /** Recipe Zh */
            recipe_zh: string;
        };
        /**
         * TopicScore
         * @description The four lights of one topic, 可感、可视、可控、可治, as the shelf found them: whether each is wholly
         *     on. `score` is their share in percent. `domain` and `field` are those that it declares; `line` is the one
         *     of the five that these stand for. `scenes` is how many it has; `running`: one of them had an alert or a
         *     case this year, `domains` are those of such scenes.
         */
        TopicScore: {
            /** Controlled */
            controlled: boolean;
            /** Domain */
            domain: string;
            /** Domains */
            domains: string[];
            /** Field */
            field: string;
            /** Governed */
            governed: boolean;
            /** Id */
            id: string;
            /** Line */
            line: string;
            /** Name En */
            name_en: string;
            /** Name Zh */
            name_zh: string;
            /** Number */
            number: string;
            /** Running */
            running: boolean;
            /** Scenes */
            scenes: number;
            /** Score */
            score: number;
            /** Seen */
            seen: boolean;
            /** Sensed */
            sensed: boolean;
            /** State */
            state: string;
        };
        /**
         * TransferBody
         * @description `target` is a code of the book's table.
         */
        TransferBody: {
            /** Target */
            target: string;
            /**
             * Text
             * @default
             */
            text: string;
            /** Version */
            version?: number | null;
        };
        /**
         * TransferRow
         * @description A call handed on to an emergency number. `outcome`: asked, connected, refused, failed.
         */
        TransferRow: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Asked By */
            asked_by: string;
            /** Id */
            id: string;
            /** Outcome */
            outcome: string;
            /** Reason */
            reason: string;
            /** Target */
            target: string;
            /** Target Zh */
            target_zh: string;
        };
        /**
         * Understood
         * @description What a text seems to be about, how urgent and where. Empty parts: no model, or nothing found.
         */
        Understood: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Choices */
            choices: components["schemas"]["MatterChoice"][];
            /** Model Version */
            model_version: string;
            /** Place Confidence */
            place_confidence: number;
            /** Place Words */
            place_words: string;
            /** Reason En */
            reason_en: string;
            /** Reason Zh */
            reason_zh: string;
            /** Sensitive */
            sensitive: components["schemas"]["Theme"][];
            /** Urgency */
            urgency: string;
            /** Urgency En */
            urgency_en: string;
            /** Urgency Zh */
            urgency_zh: string;
        };
        /**
         * Unit
         * @description A unit (单位): department, vertical agency, public enterprise, town, village…
         */
        Unit: {
            /** Area Id */
            area_id: string;
            /** Area Path */
            area_path: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "government" | "department" | "vertical" | "enterprise" | "town" | "village" | "platform";
            /**
             * Level
             * @enum {string}
             */
            level: "city" | "county" | "town" | "village";
            /** Line */
            line: string;
            /** Name */
            name: string;
            /**
             * Name En
             * @default
             */
            name_en: string;
            /** Parent Id */
            parent_id: string | null;
            /** Short Name */
            short_name: string;
        };
        /**
         * UnitAnswer
         * @description A unit at work on a case: by when it had to be done, when it was. `answer` is `agreed` or `objected`
         *     where an opinion was asked for; `late` says that its own deadline passed before it was done.
         */
        UnitAnswer: {
            /** Answer */
            answer: string;
            /** Answered At */
            answered_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Late */
            late: boolean;
            /** Leads */
            leads: boolean;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
        };
        /** UnitBody */
        UnitBody: {
            /** Reason */
            reason: string;
            /** Unit */
            unit: string;
            /** Version */
            version?: number | null;
        };
        /**
         * UnitLoad
         * @description The open cases of a unit: all, of these near due, of these overdue.
         */
        UnitLoad: {
            /** Near */
            near: number;
            /** Open */
            open: number;
            /** Overdue */
            overdue: number;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
        };
        /** UnitName */
        UnitName: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /** UnmaskBody */
        UnmaskBody: {
            /** Purpose */
            purpose: string;
        };
        /**
         * Unmasked
         * @description Who appeals, in clear, for a purpose that was said and kept.
         */
        Unmasked: {
            /** Address */
            address: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Number */
            number: string;
            /** Phone */
            phone: string;
            /** Text */
            text: string;
            /** Tracking */
            tracking: string;
        };
        /**
         * UserRef
         * @description A person as other nouns may name him: no login, no telephone.
         */
        UserRef: {
            /** Area Path */
            area_path: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Post */
            post: string;
            /** Unit Id */
            unit_id: string;
            /** Unit Name */
            unit_name: string;
        };
        /**
         * UserRow
         * @description A line of the user list.
         */
        UserRow: {
            /** Active */
            active: boolean;
            /** Area Path */
            area_path: string;
            /** Id */
            id: string;
            /** Login */
            login: string;
            /** Name */
            name: string;
            /** Post */
            post: string;
            /** Roles */
            roles: string[];
            /** Signed In At */
            signed_in_at: string | null;
            /** Unit Id */
            unit_id: string;
            /** Unit Name */
            unit_name: string;
        };
        /**
         * Value
         * @description An indicator of one area in one period; with `member` set, of one member of a dimension there.
         *
         *     `value` is None where nothing was supplied or nothing divides. `numerator` and `denominator` are the parts
         *     that it was made from, `n` the rows beneath. `change_*` are differences of value where the unit is `%`,
         *     else shares of the earlier value (0.05 is 5 %); `progress_gap` (时序进度差) is the share of the year's
         *     target that was reached less the share of the year gone by, in percentage points; `reached` is the first
         *     of the two in percent (年度目标完成率), `change_year_real` the change at the prices of then (可比价).
         *     `good` and `watch` are the thresholds of the area.
         *     `remainder` is the part of a parent that lies in none of its children, of a published figure 差额.
         *     `fact_position` says up to which fact it was counted.
         */
        Value: {
            /** Area Id */
            area_id: string;
            /** Area Name En */
            area_name_en: string;
            /** Area Name Zh */
            area_name_zh: string;
            /** Area Path */
            area_path: string;
            /** Change Previous */
            change_previous: number | null;
            /** Change Year */
            change_year: number | null;
            /** Change Year Real */
            change_year_real?: number | null;
            /** Code */
            code: string;
            /**
             * Computed At
             * Format: date-time
             */
            computed_at: string;
            /** Denominator */
            denominator: number | null;
            /**
             * Dimension
             * @default
             */
            dimension: string;
            /** Fact Position */
            fact_position: number;
            /** Good */
            good?: number | null;
            /** Level */
            level: ("good" | "watch" | "bad") | null;
            /**
             * Member
             * @default
             */
            member: string;
            /**
             * Member Name En
             * @default
             */
            member_name_en: string;
            /**
             * Member Name Zh
             * @default
             */
            member_name_zh: string;
            /** N */
            n: number;
            /** Numerator */
            numerator: number | null;
            period: components["schemas"]["Period"];
            /** Progress Gap */
            progress_gap: number | null;
            /** Reached */
            reached?: number | null;
            /**
             * Remainder
             * @default false
             */
            remainder: boolean;
            /** Revision */
            revision: number;
            /**
             * State
             * @enum {string}
             */
            state: "preliminary" | "final" | "revised" | "not_supplied" | "stale" | "vanished";
            /** Target */
            target: number | null;
            /**
             * Tree
             * @default managed
             * @enum {string}
             */
            tree: "managed" | "statistical";
            /** Value */
            value: number | null;
            /** Version */
            version: number;
            /** Watch */
            watch?: number | null;
        };
        /** VerifyBody */
        VerifyBody: {
            /**
             * Photos
             * @default []
             */
            photos: string[];
            /**
             * Result
             * @enum {string}
             */
            result: "pass" | "fail";
            /**
             * Text
             * @default
             */
            text: string;
            /** Version */
            version?: number | null;
        };
        /** Why */
        Why: {
            /** Reason */
            reason: string;
        };
        /**
         * Window
         * @description 检修时段.
         */
        Window: {
            /** Area Id */
            area_id: string;
            /** Area Name */
            area_name: string;
            /** Cancelled At */
            cancelled_at: string | null;
            /** Cancelled By */
            cancelled_by: string;
            /** Cancelled By Name */
            cancelled_by_name: string;
            /** Current */
            current: boolean;
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /** Id */
            id: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Made By */
            made_by: string;
            /** Made By Name */
            made_by_name: string;
            /** Reason */
            reason: string;
            /** Rule Code */
            rule_code: string;
            /** Rule Name */
            rule_name: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Thing Id */
            thing_id: string;
            /** Thing Name */
            thing_name: string;
        };
        /**
         * WindowBody
         * @description A thing, an area or a rule (all that is said must hold), from when to when, and why.
         */
        WindowBody: {
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /** Reason */
            reason: string;
            /**
             * Rule
             * @default
             */
            rule: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /**
             * Thing
             * @default
             */
            thing: string;
        };
        /**
         * WireAnswers
         * @description What became of each message.
         */
        WireAnswers: {
            /** Answers */
            answers: components["schemas"]["MessageAnswer"][];
        };
        /**
         * WireDay
         * @description A day as 20261122.
         */
        WireDay: {
            /** Day */
            day: string;
        };
        /**
         * WireMessage
         * @description One numbered message about an order; `hash` is that of docs/nouns/appeals.md, `at` ISO 8601.
         */
        WireMessage: {
            /** At */
            at: string;
            /** Body */
            body: {
                [key: string]: unknown;
            };
            /** External No */
            external_no: string;
            /** Hash */
            hash: string;
            /** Kind */
            kind: string;
            /** Seq */
            seq: number;
        };
        /** WireMessages */
        WireMessages: {
            /** Messages */
            messages: components["schemas"]["WireMessage"][];
        };
        /**
         * WireOrders
         * @description A day as we hold it.
         */
        WireOrders: {
            /** Day */
            day: string;
            /** Orders */
            orders: components["schemas"]["DayLine"][];
        };
        /**
         * WriteBody
         * @description A text of an entry, why it is written, and the entry's version as its author saw it (0: a new one).
         */
        WriteBody: {
            form: components["schemas"]["KnowledgeForm"];
            /**
             * Version
             * @default 0
             */
            version: number;
            /**
             * Why
             * @default
             */
            why: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_aims: {
        parameters: {
            query?: {
                code?: string;
                area?: string;
                year?: number | null;
                kind?: ("day" | "week" | "month" | "quarter" | "year" | "to_date") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AimTable"];
                };
            };
        };
    };
    aims_form: {
        parameters: {
            query?: {
                code?: string;
                area?: string;
                year?: number | null;
                kind?: ("day" | "week" | "month" | "quarter" | "year" | "to_date") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    read_aims_sheet: {
        parameters: {
            query: {
                code?: string;
                year: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AimsRead"];
                };
            };
        };
    };
    list_windows: {
        parameters: {
            query?: {
                current?: boolean;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Window_"];
                };
            };
        };
    };
    set_window: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WindowBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Window"];
                };
            };
        };
    };
    cancel_window: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                window_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Window"];
                };
            };
        };
    };
    list_alerts: {
        parameters: {
            query?: {
                state?: string;
                outcome?: string;
                severity?: string;
                hazard?: string;
                area?: string;
                rule?: string;
                thing?: string;
                datastream?: string;
                series?: string;
                fault?: boolean | null;
                late?: boolean | null;
                ringing?: boolean | null;
                held?: boolean | null;
                acknowledged?: boolean | null;
                q?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Alert_"];
                };
            };
        };
    };
    export_alerts: {
        parameters: {
            query?: {
                state?: string;
                outcome?: string;
                severity?: string;
                hazard?: string;
                area?: string;
                rule?: string;
                thing?: string;
                datastream?: string;
                series?: string;
                fault?: boolean | null;
                late?: boolean | null;
                ringing?: boolean | null;
                held?: boolean | null;
                acknowledged?: boolean | null;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDetail"];
                };
            };
        };
    };
    acknowledge_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
        };
    };
    end_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
        };
    };
    list_appeals: {
        parameters: {
            query?: {
                state?: string;
                stage?: string;
                kind?: string;
                channel?: string;
                urgency?: string;
                matter?: string;
                area?: string;
                event?: string;
                q?: string;
                sensitive?: boolean | null;
                repeated?: boolean | null;
                collective?: boolean | null;
                confidential?: boolean | null;
                mine?: boolean;
                accepted?: boolean | null;
                since?: string | null;
                until?: string | null;
                sort?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AppealRow_"];
                };
            };
        };
    };
    register_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
        };
    };
    list_calls: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRow"][];
                };
            };
        };
    };
    get_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDetail"];
                };
            };
        };
    };
    attach_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallAppealBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDetail"];
                };
            };
        };
    };
    hang_up_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDetail"];
                };
            };
        };
    };
    take_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDetail"];
                };
            };
        };
    };
    transfer_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallTransferBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDetail"];
                };
            };
        };
    };
    unmask_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnmaskBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallNumber"];
                };
            };
        };
    };
    exchange_state: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangeState"];
                };
            };
        };
    };
    exchange_again: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgainBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
        };
    };
    compare_day: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireDay"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayChecked"];
                };
            };
        };
    };
    exchange_order: {
        parameters: {
            query: {
                external_no: string;
            };
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
        };
    };
    export_appeals: {
        parameters: {
            query?: {
                state?: string;
                stage?: string;
                kind?: string;
                channel?: string;
                urgency?: string;
                matter?: string;
                area?: string;
                event?: string;
                q?: string;
                sensitive?: boolean | null;
                repeated?: boolean | null;
                collective?: boolean | null;
                confidential?: boolean | null;
                mine?: boolean;
                accepted?: boolean | null;
                since?: string | null;
                until?: string | null;
                sort?: string;
                purpose?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    report_from_grid: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GridBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
        };
    };
    import_appeals: {
        parameters: {
            query?: {
                dry_run?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
        };
    };
    appeal_import_form: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    join_appeals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealRow"][];
                };
            };
        };
    };
    similar_appeals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SimilarBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Similar"][];
                };
            };
        };
    };
    list_appeal_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceRow"][];
                };
            };
        };
    };
    issue_appeal_source: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
        };
    };
    revoke_appeal_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceRow"];
                };
            };
        };
    };
    suggest_matter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SimilarBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Understood"];
                };
            };
        };
    };
    appeal_words: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookWords"];
                };
            };
        };
    };
    get_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    answer_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealTextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    call_back_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallBackBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    decline_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeclineBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    dispatch_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealDispatchBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    edit_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    merge_repeat_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealMergeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    appeal_photo: {
        parameters: {
            query?: {
                width?: number;
            };
            header?: never;
            path: {
                appeal_id: string;
                document_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    split_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"][];
                };
            };
        };
    };
    supplement_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealTextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    transfer_out_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    unjoin_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    unmask_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnmaskBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unmasked"];
                };
            };
        };
    };
    void_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    withdraw_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appeal"];
                };
            };
        };
    };
    list_areas: {
        parameters: {
            query?: {
                q?: string;
                level?: ("province" | "city" | "county" | "town" | "village" | "grid") | null;
                within?: string;
                ids?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Area_"];
                };
            };
        };
    };
    area_geometry: {
        parameters: {
            query?: {
                level?: "province" | "city" | "county" | "town" | "village" | "grid";
                within?: string;
                scheme?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    assign_grid: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grid_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GridPeople"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Area"];
                };
            };
        };
    };
    locate: {
        parameters: {
            query: {
                lon: number;
                lat: number;
                frame?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Located"];
                };
            };
        };
    };
    grid_schemes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridScheme"][];
                };
            };
        };
    };
    import_grids: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scheme: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Dry Run
                     * @default false
                     */
                    dry_run?: boolean;
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                    /**
                     * Frame
                     * @default wgs84
                     */
                    frame?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridReport"];
                };
            };
        };
    };
    list_stops: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stop"][];
                };
            };
        };
    };
    withdraw_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                stop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopWithdrawal"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stop"];
                };
            };
        };
    };
    get_area: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Area"];
                };
            };
        };
    };
    area_children: {
        parameters: {
            query?: {
                tree?: "managed" | "statistical";
            };
            header?: never;
            path: {
                area_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Area"][];
                };
            };
        };
    };
    area_codes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AreaCode"][];
                };
            };
        };
    };
    area_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Placement"][];
                };
            };
        };
    };
    move_area: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Area"];
                };
            };
        };
    };
    declare_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stop"];
                };
            };
        };
    };
    list_boards: {
        parameters: {
            query?: {
                state?: string;
                stage?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardRow"][];
                };
            };
        };
    };
    create_board: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoardBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDetail"];
                };
            };
        };
    };
    get_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDetail"];
                };
            };
        };
    };
    approve_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoardActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDetail"];
                };
            };
        };
    };
    discard_board_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoardActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardRow"];
                };
            };
        };
    };
    compose_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoardBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDetail"];
                };
            };
        };
    };
    publish_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoardActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDetail"];
                };
            };
        };
    };
    reaffirm_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoardActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDetail"];
                };
            };
        };
    };
    send_back_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoardActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDetail"];
                };
            };
        };
    };
    submit_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoardActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDetail"];
                };
            };
        };
    };
    view_board: {
        parameters: {
            query?: {
                area?: string;
                tree?: "" | "managed" | "statistical";
                period?: "" | "day" | "week" | "month" | "quarter" | "year" | "to_date";
                day?: string | null;
                dimension?: string;
                member?: string;
                draft?: boolean;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardView"];
                };
            };
        };
    };
    withdraw_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoardActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDetail"];
                };
            };
        };
    };
    list_case_orders: {
        parameters: {
            query?: {
                area?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseOrderRow"][];
                };
            };
        };
    };
    get_case_rates: {
        parameters: {
            query: {
                since: string;
                until: string;
                area?: string;
                flow?: string;
                unit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rates"];
                };
            };
        };
    };
    list_rate_cases: {
        parameters: {
            query: {
                since: string;
                until: string;
                side?: string;
                area?: string;
                flow?: string;
                unit?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CaseRow_"];
                };
            };
        };
    };
    list_suspension_reasons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuspensionReasonRow"][];
                };
            };
        };
    };
    list_case_units: {
        parameters: {
            query?: {
                area?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitLoad"][];
                };
            };
        };
    };
    list_cases: {
        parameters: {
            query?: {
                stage?: string;
                state?: string;
                lamp?: string;
                unit?: string;
                area?: string;
                hazard?: string;
                matter?: string;
                kind?: string;
                role?: string;
                flow?: string;
                waits?: string;
                event?: string;
                thing?: string;
                q?: string;
                mine?: boolean;
                demonstration?: boolean | null;
                closed_since?: string | null;
                box?: string;
                sort?: "new" | "due";
                page?: number;
                size?: number;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CaseRow_"];
                };
            };
        };
    };
    export_cases: {
        parameters: {
            query?: {
                stage?: string;
                state?: string;
                lamp?: string;
                unit?: string;
                area?: string;
                hazard?: string;
                matter?: string;
                kind?: string;
                role?: string;
                flow?: string;
                waits?: string;
                event?: string;
                thing?: string;
                q?: string;
                mine?: boolean;
                demonstration?: boolean | null;
                closed_since?: string | null;
                box?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    act_first_on_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedUnitBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    add_co_unit_to_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddCoUnitBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    archive_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Seen"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    ask_exclusion_of_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExclusionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    ask_extension_of_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtensionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    ask_signatures_on_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignersBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    assign_case_down: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    close_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TextBody"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    close_case_with_reason: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    contact_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    dispatch_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DispatchBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    establish_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    explain_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
        };
    };
    grant_exclusion_of_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExclusionDecisionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    grant_extension_of_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    handle_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandleBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    meet_on_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    merge_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    raise_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    rate_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    re_dispatch_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnitBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    redo_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    refuse_exclusion_of_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExclusionDecisionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    refuse_extension_of_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    refuse_return_of_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    reply_to_order_of_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderReplyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    report_in_on_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    report_case_up: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    resume_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    return_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReturnBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    review_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseReviewBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    rule_on_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedUnitBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    sign_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    sign_off_order_of_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignOffBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    supervise_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuperviseBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    suspend_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuspendBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    take_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Seen"] | null;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    transfer_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnitBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    transfer_case_out: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    urge_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    verify_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    void_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    whistle_on_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
        };
    };
    scan_city_code: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                city_code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordDetail"];
                };
            };
        };
    };
    city_code_qr: {
        parameters: {
            query?: {
                form?: "svg" | "png";
            };
            header?: never;
            path: {
                city_code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_cockpit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cockpit"];
                };
            };
        };
    };
    subscribe_cockpit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cockpit"];
                };
            };
        };
    };
    get_cockpit_causes: {
        parameters: {
            query?: {
                area?: string;
                tree?: "" | "managed" | "statistical";
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CockpitDetail"];
                };
            };
        };
    };
    withdraw_command: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                command_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandRow"];
                };
            };
        };
    };
    list_connectors: {
        parameters: {
            query?: {
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ConnectorRow_"];
                };
            };
        };
    };
    list_kept_frames: {
        parameters: {
            query?: {
                page?: number;
                size?: number;
            };
            header?: never;
            path: {
                connector_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KeptRow_"];
                };
            };
        };
    };
    get_latest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datastream_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LatestAnswer"];
                };
            };
        };
    };
    get_series: {
        parameters: {
            query?: {
                start?: string | null;
                end?: string | null;
                limit?: number;
                marked?: boolean;
            };
            header?: never;
            path: {
                datastream_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
        };
    };
    get_definition_ground: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionGround"];
                };
            };
        };
    };
    preview_definition: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionPreviewBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionPreview"];
                };
            };
        };
    };
    list_definitions: {
        parameters: {
            query?: {
                state?: string;
                stage?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionRow"][];
                };
            };
        };
    };
    create_definition: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionDetail"];
                };
            };
        };
    };
    get_definition_detail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionDetail"];
                };
            };
        };
    };
    approve_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionDetail"];
                };
            };
        };
    };
    discard_definition_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionDetail"];
                };
            };
        };
    };
    compose_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionDetail"];
                };
            };
        };
    };
    publish_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionDetail"];
                };
            };
        };
    };
    retire_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionRetireBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionDetail"];
                };
            };
        };
    };
    send_back_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionDetail"];
                };
            };
        };
    };
    submit_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionDetail"];
                };
            };
        };
    };
    list_desks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskRow"][];
                };
            };
        };
    };
    register_thing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThingIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingDetail"];
                };
            };
        };
    };
    thing_by_city_code: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                city_code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingDetail"];
                };
            };
        };
    };
    device_coverage: {
        parameters: {
            query?: {
                area?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverageRow"][];
                };
            };
        };
    };
    coverage_gaps: {
        parameters: {
            query: {
                area: string;
                level?: "province" | "city" | "county" | "town" | "village" | "grid";
                kind?: string;
                model?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverageGaps"];
                };
            };
        };
    };
    enrol_file: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    enrolment_template: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    scroll_things: {
        parameters: {
            query?: {
                kind?: string;
                model?: string;
                state?: "" | "online" | "silent" | "never" | "faulty" | "out_of_order";
                area?: string;
                unit?: string;
                owner_unit?: string;
                maintainer_unit?: string;
                part_of?: string;
                warranty_before?: string | null;
                demonstration?: boolean | null;
                q?: string;
                after?: string;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingScroll"];
                };
            };
        };
    };
    list_commands: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                thing_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandRow"][];
                };
            };
        };
    };
    command_thing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                thing_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommandIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandRow"];
                };
            };
        };
    };
    revoke_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                thing_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Why"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceRow"];
                };
            };
        };
    };
    enrol_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                thing_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceToken"];
                };
            };
        };
    };
    upload_document: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                    /** Lat */
                    lat?: number | null;
                    /** Lon */
                    lon?: number | null;
                    /** Taken At */
                    taken_at?: string | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
        };
    };
    get_document: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
        };
    };
    document_content: {
        parameters: {
            query?: {
                width?: number;
            };
            header?: never;
            path: {
                document_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_events: {
        parameters: {
            query?: {
                state?: string;
                hazard?: string;
                area?: string;
                kind?: string;
                parent?: string;
                q?: string;
                since?: string | null;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EventRow_"];
                };
            };
        };
    };
    export_events: {
        parameters: {
            query?: {
                state?: string;
                hazard?: string;
                area?: string;
                kind?: string;
                parent?: string;
                q?: string;
                since?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
        };
    };
    grade_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GradeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventRow"];
                };
            };
        };
    };
    hand_in_appeal: {
        parameters: {
            query?: never;
            header?: {
                "X-Yiwang-Source"?: string;
                "X-Yiwang-Timestamp"?: string;
                "X-Yiwang-Signature"?: string;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandedIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
        };
    };
    cti_call: {
        parameters: {
            query?: never;
            header?: {
                "X-Yiwang-Source"?: string;
                "X-Yiwang-Timestamp"?: string;
                "X-Yiwang-Signature"?: string;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRow"];
                };
            };
        };
    };
    cti_ended: {
        parameters: {
            query?: never;
            header?: {
                "X-Yiwang-Source"?: string;
                "X-Yiwang-Timestamp"?: string;
                "X-Yiwang-Signature"?: string;
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallEndBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRow"];
                };
            };
        };
    };
    cti_transfer_ended: {
        parameters: {
            query?: never;
            header?: {
                "X-Yiwang-Source"?: string;
                "X-Yiwang-Timestamp"?: string;
                "X-Yiwang-Signature"?: string;
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
                transfer_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallOutcomeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRow"];
                };
            };
        };
    };
    cti_transfers: {
        parameters: {
            query?: never;
            header?: {
                "X-Yiwang-Source"?: string;
                "X-Yiwang-Timestamp"?: string;
                "X-Yiwang-Signature"?: string;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AskedTransfer"][];
                };
            };
        };
    };
    hotline_day: {
        parameters: {
            query?: never;
            header?: {
                "X-Yiwang-Source"?: string;
                "X-Yiwang-Timestamp"?: string;
                "X-Yiwang-Signature"?: string;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireDay"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WireOrders"];
                };
            };
        };
    };
    hotline_messages: {
        parameters: {
            query?: never;
            header?: {
                "X-Yiwang-Source"?: string;
                "X-Yiwang-Timestamp"?: string;
                "X-Yiwang-Signature"?: string;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireMessages"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WireAnswers"];
                };
            };
        };
    };
    fill_figure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FigureBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureRow"];
                };
            };
        };
    };
    list_figures: {
        parameters: {
            query?: {
                area?: string;
                tree?: "" | "managed" | "statistical";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureLine"][];
                };
            };
        };
    };
    figure_collection: {
        parameters: {
            query: {
                code: string;
                area?: string;
                on?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collected"];
                };
            };
        };
    };
    figure_form: {
        parameters: {
            query?: {
                on?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_figure_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureKeyRow"][];
                };
            };
        };
    };
    issue_figure_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FigureKeyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureKeyMade"];
                };
            };
        };
    };
    revoke_figure_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureKeyRow"][];
                };
            };
        };
    };
    my_figures: {
        parameters: {
            query?: {
                on?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureRow"][];
                };
            };
        };
    };
    figure_overview: {
        parameters: {
            query?: {
                area?: string;
                on?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionLine"][];
                };
            };
        };
    };
    publish_figures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FiguresPublishBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureRow"][];
                };
            };
        };
    };
    push_figures: {
        parameters: {
            query?: never;
            header?: {
                Authorization?: string;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FiguresPushed"];
                };
            };
        };
    };
    report_figure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FigureActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureRow"];
                };
            };
        };
    };
    return_figure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FigureReturnBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureRow"];
                };
            };
        };
    };
    review_figures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FiguresBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureRow"][];
                };
            };
        };
    };
    revise_figure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FigureReviseBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureRow"];
                };
            };
        };
    };
    read_figure_sheet: {
        parameters: {
            query: {
                on: string;
                keep?: boolean;
                report?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FiguresRead"];
                };
            };
        };
    };
    list_figure_targets: {
        parameters: {
            query: {
                code: string;
                area: string;
                year: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetStepKept"][];
                };
            };
        };
    };
    set_figure_target: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TargetBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetKept"];
                };
            };
        };
    };
    urge_figures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FiguresUrgeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureRow"][];
                };
            };
        };
    };
    get_figure: {
        parameters: {
            query?: {
                area?: string;
                tree?: "" | "managed" | "statistical";
                period?: "" | "day" | "week" | "month" | "quarter" | "year" | "to_date";
                day?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigurePage"];
                };
            };
        };
    };
    list_flows: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRow"][];
                };
            };
        };
    };
    get_flow: {
        parameters: {
            query?: {
                version?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowView"];
                };
            };
        };
    };
    grant_role: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantRow"];
                };
            };
        };
    };
    revoke_grant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantReasonBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_business_graph: {
        parameters: {
            query?: {
                kind?: "duty" | "matter" | "flow" | "table" | "indicator" | "owner";
                code?: string;
                area?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphView"];
                };
            };
        };
    };
    get_hand_over: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hand_over_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandOver"];
                };
            };
        };
    };
    sign_hand_over: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hand_over_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandOver"];
                };
            };
        };
    };
    list_imported_tables: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedRow"][];
                };
            };
        };
    };
    declare_imported_table: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TableBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedRow"];
                };
            };
        };
    };
    get_imported_table: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedDetail"];
                };
            };
        };
    };
    imported_table_form: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    import_table_rows: {
        parameters: {
            query: {
                version: number;
                replace?: boolean;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableRead"];
                };
            };
        };
    };
    withdraw_imported_table: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TableActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedRow"];
                };
            };
        };
    };
    list_indicators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"][];
                };
            };
        };
    };
    list_indicator_movers: {
        parameters: {
            query: {
                area: string;
                most?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"][];
                };
            };
        };
    };
    list_indicator_values: {
        parameters: {
            query: {
                codes: string[];
                area: string;
                kind?: "day" | "week" | "month" | "quarter" | "year" | "to_date";
                on?: string | null;
                tree?: ("managed" | "statistical") | null;
                dimension?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"][];
                };
            };
        };
    };
    get_indicator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    list_indicator_children: {
        parameters: {
            query: {
                area: string;
                kind?: "day" | "week" | "month" | "quarter" | "year" | "to_date";
                on?: string | null;
                tree?: "managed" | "statistical";
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"][];
                };
            };
        };
    };
    get_indicator_forecast: {
        parameters: {
            query: {
                area: string;
                kind?: "day" | "month";
                tree?: "managed" | "statistical";
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                };
            };
        };
    };
    list_indicator_history: {
        parameters: {
            query: {
                area: string;
                kind?: "day" | "week" | "month" | "quarter" | "year" | "to_date";
                count?: number;
                tree?: "managed" | "statistical";
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"][];
                };
            };
        };
    };
    list_indicator_revisions: {
        parameters: {
            query: {
                area: string;
                kind?: "day" | "week" | "month" | "quarter" | "year" | "to_date";
                on?: string | null;
                tree?: "managed" | "statistical";
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionRow"][];
                };
            };
        };
    };
    list_indicator_rows: {
        parameters: {
            query: {
                area: string;
                kind?: "day" | "week" | "month" | "quarter" | "year" | "to_date";
                on?: string | null;
                tree?: "managed" | "statistical";
                side?: "numerator" | "denominator";
                after?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RowsPage"];
                };
            };
        };
    };
    list_instructions: {
        parameters: {
            query?: {
                state?: "" | "open" | "entered" | "assigned" | "reported" | "closed" | "dropped";
                lamp?: "" | "red";
                mine?: boolean;
                area?: string;
                q?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InstructionRow_"];
                };
            };
        };
    };
    enter_instruction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstructionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstructionDetail"];
                };
            };
        };
    };
    export_instructions: {
        parameters: {
            query?: {
                state?: "" | "open" | "entered" | "assigned" | "reported" | "closed" | "dropped";
                lamp?: "" | "red";
                mine?: boolean;
                area?: string;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_instruction_leaders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserRef"][];
                };
            };
        };
    };
    get_instruction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instruction_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstructionDetail"];
                };
            };
        };
    };
    write_instruction_again: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instruction_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstructionAgainBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstructionDetail"];
                };
            };
        };
    };
    assign_instruction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instruction_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstructionAssignBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstructionDetail"];
                };
            };
        };
    };
    close_instruction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instruction_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstructionActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstructionDetail"];
                };
            };
        };
    };
    drop_instruction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instruction_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstructionActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstructionDetail"];
                };
            };
        };
    };
    feed_back_instruction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instruction_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstructionFeedBackBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstructionDetail"];
                };
            };
        };
    };
    sign_instruction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instruction_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstructionActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstructionDetail"];
                };
            };
        };
    };
    list_knowledge: {
        parameters: {
            query?: {
                q?: string;
                state?: string;
                unit?: string;
                area?: string;
                matter?: string;
                public?: "" | "true" | "false";
                corrections?: "" | "open";
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KnowledgeRow_"];
                };
            };
        };
    };
    write_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeEntry"];
                };
            };
        };
    };
    list_knowledge_corrections: {
        parameters: {
            query?: {
                state?: "" | "open" | "corrected" | "refused";
                mine?: boolean;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KnowledgeCorrection_"];
                };
            };
        };
    };
    answer_knowledge_correction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                correction_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeCorrection"];
                };
            };
        };
    };
    export_knowledge: {
        parameters: {
            query?: {
                q?: string;
                state?: string;
                unit?: string;
                area?: string;
                matter?: string;
                public?: "" | "true" | "false";
                corrections?: "" | "open";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    import_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeImported"];
                };
            };
        };
    };
    suggest_answers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuggestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnswerHint"][];
                };
            };
        };
    };
    knowledge_terms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeTerms"];
                };
            };
        };
    };
    set_knowledge_terms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TermsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeTerms"];
                };
            };
        };
    };
    get_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeEntry"];
                };
            };
        };
    };
    rewrite_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeEntry"];
                };
            };
        };
    };
    ask_knowledge_review: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeEntry"];
                };
            };
        };
    };
    question_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeCorrection"];
                };
            };
        };
    };
    publish_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeEntry"];
                };
            };
        };
    };
    reaffirm_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeEntry"];
                };
            };
        };
    };
    send_back_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeEntry"];
                };
            };
        };
    };
    withdraw_knowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeEntry"];
                };
            };
        };
    };
    get_ledger_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordDetail"];
                };
            };
        };
    };
    change_ledger_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordChangeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordDetail"];
                };
            };
        };
    };
    list_record_deeds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordDeed"][];
                };
            };
        };
    };
    move_ledger_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordMoveBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordDetail"];
                };
            };
        };
    };
    override_record_score: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverrideBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordScore"];
                };
            };
        };
    };
    list_record_scores: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordScore"][];
                };
            };
        };
    };
    unmask_ledger_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordPurposeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordUnmaskedValues"];
                };
            };
        };
    };
    list_ledgers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerCard"][];
                };
            };
        };
    };
    get_ledger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ledger: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerType"];
                };
            };
        };
    };
    import_ledger_records: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ledger: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                    /**
                     * Frame
                     * @default wgs84
                     * @enum {string}
                     */
                    frame?: "wgs84" | "cgcs2000" | "gcj02" | "bd09";
                    /**
                     * Preview
                     * @default false
                     */
                    preview?: boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsImported"];
                };
            };
        };
    };
    map_ledger_records: {
        parameters: {
            query: {
                q?: string;
                state?: string;
                area?: string;
                unit?: string;
                sort?: string;
                where?: string;
                demonstration?: boolean | null;
                west: number;
                south: number;
                east: number;
                north: number;
            };
            header?: never;
            path: {
                ledger: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordMap"];
                };
            };
        };
    };
    list_ledger_records: {
        parameters: {
            query?: {
                q?: string;
                state?: string;
                area?: string;
                unit?: string;
                sort?: string;
                where?: string;
                demonstration?: boolean | null;
                page?: number;
                size?: number;
                after?: string;
            };
            header?: never;
            path: {
                ledger: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RecordRow_"];
                };
            };
        };
    };
    record_ledger_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ledger: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordDetail"];
                };
            };
        };
    };
    export_ledger_records: {
        parameters: {
            query?: {
                q?: string;
                state?: string;
                area?: string;
                unit?: string;
                sort?: string;
                where?: string;
                demonstration?: boolean | null;
            };
            header?: never;
            path: {
                ledger: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ledger_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ledger: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_matters: {
        parameters: {
            query?: {
                q?: string;
                matter_class?: string;
                retired?: boolean;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MatterRow_"];
                };
            };
        };
    };
    check_matters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueChecks"];
                };
            };
        };
    };
    list_matter_classes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatterClassRow"][];
                };
            };
        };
    };
    list_matter_drafts: {
        parameters: {
            query?: {
                state?: string;
                matter?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MatterDraftRow_"];
                };
            };
        };
    };
    get_matter_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatterDraftRow"];
                };
            };
        };
    };
    decide_matter_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MatterDecision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatterDraftRow"];
                };
            };
        };
    };
    export_matters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    import_matters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Apply
                     * @default false
                     */
                    apply?: boolean;
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueImport"];
                };
            };
        };
    };
    list_matter_words: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatterWords"][];
                };
            };
        };
    };
    get_matter: {
        parameters: {
            query?: {
                version?: number | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matter"];
                };
            };
        };
    };
    diff_matter: {
        parameters: {
            query: {
                old: number;
                new: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatterChange"][];
                };
            };
        };
    };
    propose_matter_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MatterDraftAsked"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatterDraftRow"];
                };
            };
        };
    };
    resolve_duty: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DutyAsked"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyAnswer"];
                };
            };
        };
    };
    list_matter_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatterVersionRow"][];
                };
            };
        };
    };
    list_messages: {
        parameters: {
            query?: {
                unread?: boolean;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Message_"];
                };
            };
        };
    };
    take_receipts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptsTaken"];
                };
            };
        };
    };
    read_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                copy_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: {
                purpose?: string;
                state?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ModelVersion_"];
                };
            };
        };
    };
    compare_models: {
        parameters: {
            query: {
                purpose: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
        };
    };
    get_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelDetail"];
                };
            };
        };
    };
    activate_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
        };
    };
    retire_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
        };
    };
    shadow_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
        };
    };
    get_area_buckets: {
        parameters: {
            query: {
                property: string;
                area?: string;
                model?: string;
                kind?: string;
                start?: string | null;
                end?: string | null;
                step?: "1m" | "5m" | "10m" | "15m" | "30m" | "1h" | "3h" | "6h" | "12h" | "1d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AreaBuckets"][];
                };
            };
        };
    };
    get_buckets: {
        parameters: {
            query: {
                ids: string[];
                start?: string | null;
                end?: string | null;
                step?: "1m" | "5m" | "10m" | "15m" | "30m" | "1h" | "3h" | "6h" | "12h" | "1d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Buckets"][];
                };
            };
        };
    };
    get_many_latest: {
        parameters: {
            query: {
                ids: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["Latest"];
                    };
                };
            };
        };
    };
    list_packs: {
        parameters: {
            query?: {
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PackRow_"];
                };
            };
        };
    };
    install_pack: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Downgrade
                     * @default false
                     */
                    downgrade?: boolean;
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                    /** Reason */
                    reason: string;
                    /**
                     * Ticket
                     * @default
                     */
                    ticket?: string;
                    /**
                     * Upgrade
                     * @default false
                     */
                    upgrade?: boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackInstall"];
                };
            };
        };
    };
    look_at_pack: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                    /**
                     * Ticket
                     * @default
                     */
                    ticket?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackComing"];
                };
            };
        };
    };
    get_pack_progress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackProgress"];
                };
            };
        };
    };
    list_pack_standings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackStanding"][];
                };
            };
        };
    };
    list_pack_installs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackInstall"][];
                };
            };
        };
    };
    look_at_pack_removal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackComing"];
                };
            };
        };
    };
    remove_pack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PackReason"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackInstall"];
                };
            };
        };
    };
    restore_pack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PackReason"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackInstall"];
                };
            };
        };
    };
    public_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
        };
    };
    public_appeal_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tracking: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicAppeal"];
                };
            };
        };
    };
    public_rate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tracking: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicRateBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicAppeal"];
                };
            };
        };
    };
    public_supplement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tracking: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicTextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicAppeal"];
                };
            };
        };
    };
    public_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tracking: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicAppeal"];
                };
            };
        };
    };
    public_benefit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BenefitBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicBenefit"];
                };
            };
        };
    };
    public_claim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BenefitBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicBenefit"];
                };
            };
        };
    };
    public_drafts: {
        parameters: {
            query?: {
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PublicDraft_"];
                };
            };
        };
    };
    public_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicDraftDetail"];
                };
            };
        };
    };
    public_ballot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BallotBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BallotTaken"];
                };
            };
        };
    };
    public_opinion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpinionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpinionTaken"];
                };
            };
        };
    };
    public_knowledge: {
        parameters: {
            query?: {
                q?: string;
                area?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicAnswer"][];
                };
            };
        };
    };
    public_opinion_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpinionState"];
                };
            };
        };
    };
    public_photo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * File
                     * Format: binary
                     */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoTicket"];
                };
            };
        };
    };
    public_policies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicPolicy"][];
                };
            };
        };
    };
    list_quiet_hours: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuietHours"][];
                };
            };
        };
    };
    set_quiet_hours: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuietBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuietHours"];
                };
            };
        };
    };
    cancel_quiet_hours: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quiet_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuietHours"];
                };
            };
        };
    };
    list_briefings: {
        parameters: {
            query?: {
                state?: string;
                template?: string;
                area?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BriefingRow_"];
                };
            };
        };
    };
    make_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingAsked"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    list_briefing_templates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateRow"][];
                };
            };
        };
    };
    get_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    approve_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    check_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Moved"][];
                };
            };
        };
    };
    discard_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    download_briefing_word: {
        parameters: {
            query?: {
                language?: "zh" | "en";
            };
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    download_briefing_pdf: {
        parameters: {
            query?: {
                language?: "zh" | "en";
            };
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    issue_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    refresh_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    replace_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    send_back_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    submit_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    withdraw_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    edit_briefing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                briefing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BriefingEditBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BriefingDetail"];
                };
            };
        };
    };
    list_routines: {
        parameters: {
            query?: {
                topic?: string;
                ledger?: string;
                scene?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RoutineCard_"];
                };
            };
        };
    };
    get_routine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                topic: string;
                scene: string;
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutineDetail"];
                };
            };
        };
    };
    run_routine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                topic: string;
                scene: string;
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutineDetail"];
                };
            };
        };
    };
    list_rules: {
        parameters: {
            query?: {
                active?: boolean;
                kind?: string;
                hazard?: string;
                pack?: string;
                severity?: string;
                q?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RuleRow_"];
                };
            };
        };
    };
    get_rule: {
        parameters: {
            query: {
                code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleDetail"];
                };
            };
        };
    };
    list_rule_drafts: {
        parameters: {
            query?: {
                state?: string;
                code?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Draft_"];
                };
            };
        };
    };
    write_rule_draft: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    get_rule_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    change_rule_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    review_rule_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    submit_rule_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    withdraw_rule_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    list_rule_forms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleForm"][];
                };
            };
        };
    };
    list_rule_hazards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleHazard"][];
                };
            };
        };
    };
    preview_rule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
        };
    };
    get_preview_progress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewProgress"];
                };
            };
        };
    };
    cancel_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    search: {
        parameters: {
            query: {
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Found"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_topics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShelfView"];
                };
            };
        };
    };
    get_topic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                topic: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopicPage"];
                };
            };
        };
    };
    grant_topic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                topic: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopicGrantBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopicPage"];
                };
            };
        };
    };
    visit_topic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                topic: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_shifts: {
        parameters: {
            query?: {
                desk?: string;
                start?: string | null;
                end?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shift"][];
                };
            };
        };
    };
    current_shift: {
        parameters: {
            query: {
                desk: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskView"];
                };
            };
        };
    };
    shift_log: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShiftLine"][];
                };
            };
        };
    };
    note_in_shift_log: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShiftLine"];
                };
            };
        };
    };
    open_shift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shift"];
                };
            };
        };
    };
    duty_desk: {
        parameters: {
            query?: {
                desk?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyDesk"];
                };
            };
        };
    };
    draw_up_hand_over: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOverBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandOver"];
                };
            };
        };
    };
    situation_overview: {
        parameters: {
            query?: {
                tree?: "managed" | "statistical";
                area?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
        };
    };
    standing: {
        parameters: {
            query?: {
                area?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
        };
    };
    list_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceInfo"][];
                };
            };
        };
    };
    revoke_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceInfo"];
                };
            };
        };
    };
    issue_source_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
        };
    };
    list_studio_drafts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioRow"][];
                };
            };
        };
    };
    create_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StudioNew"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioDetail"];
                };
            };
        };
    };
    get_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioDetail"];
                };
            };
        };
    };
    approve_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StudioActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioDetail"];
                };
            };
        };
    };
    drop_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StudioActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioRow"];
                };
            };
        };
    };
    edit_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioEditing"];
                };
            };
        };
    };
    save_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StudioSaveBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioDetail"];
                };
            };
        };
    };
    install_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StudioActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioDetail"];
                };
            };
        };
    };
    export_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    rehearse_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioRehearsal"];
                };
            };
        };
    };
    send_back_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StudioActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioDetail"];
                };
            };
        };
    };
    submit_studio_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StudioActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioDetail"];
                };
            };
        };
    };
    get_studio_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                draft: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
        };
    };
    look_studio_files: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StudioFiles"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackLooked"];
                };
            };
        };
    };
    get_studio_rehearsal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioRehearsal"];
                };
            };
        };
    };
    cancel_studio_rehearsal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioRehearsal"];
                };
            };
        };
    };
    get_studio_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudioStart"];
                };
            };
        };
    };
    mission_targets: {
        parameters: {
            query?: {
                area?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetsWhole"];
                };
            };
        };
    };
    list_theme_appeals: {
        parameters: {
            query?: {
                since?: string | null;
                until?: string | null;
                area?: string;
                kind?: string;
                theme?: string;
                unit?: string;
                signal?: string;
                own?: boolean;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SeenAppeal_"];
                };
            };
        };
    };
    themes_looked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Looked"];
                };
            };
        };
    };
    list_monthly_themes: {
        parameters: {
            query?: {
                state?: string;
                month?: string;
                mine?: boolean;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ThemeRow_"];
                };
            };
        };
    };
    propose_theme: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThemeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    export_monthly_themes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_monthly_theme: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                theme_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    edit_theme: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                theme_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThemeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    adopt_theme: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                theme_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThemeActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    ask_theme_sign_off: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                theme_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThemeActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    drop_theme: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                theme_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThemeActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    send_back_theme: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                theme_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThemeActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    sign_off_theme: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                theme_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThemeActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    reopen_theme_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                theme_id: string;
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThemeActBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    report_theme_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                theme_id: string;
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThemeReportBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThemeDetail"];
                };
            };
        };
    };
    rank_appeals: {
        parameters: {
            query?: {
                by?: string;
                since?: string | null;
                until?: string | null;
                area?: string;
                kind?: string;
                theme?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ranking"];
                };
            };
        };
    };
    export_ranking: {
        parameters: {
            query?: {
                by?: string;
                since?: string | null;
                until?: string | null;
                area?: string;
                kind?: string;
                theme?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_repeated: {
        parameters: {
            query?: {
                since?: string | null;
                until?: string | null;
                area?: string;
                kind?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RepeatedRow_"];
                };
            };
        };
    };
    export_repeated: {
        parameters: {
            query?: {
                since?: string | null;
                until?: string | null;
                area?: string;
                kind?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_signals: {
        parameters: {
            query?: {
                state?: string;
                grade?: string;
                level?: string;
                area?: string;
                window?: number;
                on?: string | null;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SignalRow_"];
                };
            };
        };
    };
    export_signals: {
        parameters: {
            query?: {
                state?: string;
                grade?: string;
                level?: string;
                area?: string;
                on?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_signal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignalDetail"];
                };
            };
        };
    };
    list_signers: {
        parameters: {
            query: {
                area: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserRef"][];
                };
            };
        };
    };
    list_thing_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingModel"][];
                };
            };
        };
    };
    list_things: {
        parameters: {
            query?: {
                kind?: string;
                model?: string;
                state?: "" | "online" | "silent" | "never" | "faulty" | "out_of_order";
                area?: string;
                unit?: string;
                owner_unit?: string;
                maintainer_unit?: string;
                part_of?: string;
                warranty_before?: string | null;
                demonstration?: boolean | null;
                q?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ThingRow_"];
                };
            };
        };
    };
    export_things: {
        parameters: {
            query?: {
                kind?: string;
                model?: string;
                state?: "" | "online" | "silent" | "never" | "faulty" | "out_of_order";
                area?: string;
                unit?: string;
                owner_unit?: string;
                maintainer_unit?: string;
                part_of?: string;
                warranty_before?: string | null;
                demonstration?: boolean | null;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    device_health: {
        parameters: {
            query?: {
                kind?: string;
                model?: string;
                state?: "" | "online" | "silent" | "never" | "faulty" | "out_of_order";
                area?: string;
                unit?: string;
                owner_unit?: string;
                maintainer_unit?: string;
                part_of?: string;
                warranty_before?: string | null;
                demonstration?: boolean | null;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceHealth"];
                };
            };
        };
    };
    thing_points: {
        parameters: {
            query?: {
                kind?: string;
                west?: number | null;
                south?: number | null;
                east?: number | null;
                north?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    get_thing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                thing_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingDetail"];
                };
            };
        };
    };
    list_thresholds: {
        parameters: {
            query?: {
                code?: string;
                area?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpanRow"][];
                };
            };
        };
    };
    set_thresholds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThresholdsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpanRow"];
                };
            };
        };
    };
    end_thresholds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                span: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThresholdsEndBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpanRow"];
                };
            };
        };
    };
    list_units: {
        parameters: {
            query?: {
                q?: string;
                level?: string;
                kind?: string;
                line?: string;
                area?: string;
                names?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Unit_"];
                };
            };
        };
    };
    get_unit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unit"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                q?: string;
                unit?: string;
                page?: number;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_UserRow_"];
                };
            };
        };
    };
    set_user_active: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActiveBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_grants: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantRow"][];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPassword"];
                };
            };
        };
    };
}

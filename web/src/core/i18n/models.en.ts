/** English words of the page of model versions. */
import type zh from './models.zh'

const models: typeof zh = {
  modelPurpose: { appeals_matter: 'Matter of an appeal' },
  modelState: { trained: 'Trained', shadow: 'Shadow', active: 'Active', retired: 'Retired' },
  modelAct: { shadow: 'Run as shadow', activate: 'Activate', retire: 'Retire' },
  modelAsk: {
    shadow: 'This version will read what the active one reads; its answers are kept and not shown.',
    activate: 'This version will answer from now on; the active one is retired.',
    retire: 'This version will answer no more.',
  },
  models: {
    title: 'Model versions',
    none: 'No model has been trained yet',
    noneHint:
      "After the first start the catalogue's own words are learnt (some ten seconds to a minute): the first version appears here by itself; later ones are trained from the city's cases.",
    version: 'Version',
    nth: 'No. {n}',
    state: 'State',
    accuracy: 'Accuracy',
    f1: 'Macro-F1',
    top3: 'Top 3',
    coverage: 'Coverage (98% right)',
    calibration: 'Calibration error',
    rows: 'Examples',
    rowsOf: '{rows} rows · {labels} labels',
    held: 'measured on {n} held out',
    unheld: 'not measured',
    inUse: 'In use',
    rightOf: '{right}/{judged} right',
    trainedBy: 'Trained',
    basis: 'Basis',
    gone: 'The model file is missing',
    acts: 'Acts',
    reason: 'Reason',
    done: 'Done',
    task: 'Task of the system',
    comparison: 'Shadow comparison',
    since: 'Since {at} the active No. {active} and the shadow No. {shadow} read the same {texts} texts; {agreed} agreed.',
    both: 'Both right',
    activeOnly: 'Only the active one right',
    shadowOnly: 'Only the shadow right',
    neither: 'Both wrong',
    activeRate: 'Accuracy of the active',
    shadowRate: 'Accuracy of the shadow',
    judged: 'Truth known',
    noComparison: 'There is no shadow to compare with',
  },
}

export default models

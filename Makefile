# 一网 Yiwang. `make run` starts it, `make test` proves it. Everything else is in tools/.
PYTHON ?= python3
PY := .venv/bin/python
STRICT ?= 0
NAME ?= list
ARGS ?=
MINUTES ?= 10

.DEFAULT_GOAL := help
.PHONY: help run test lint bench soak rehearse screens coverage dist web lock clean

help: ## 列出命令  list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 18

run: ## 启动全部服务  build what is missing and start everything
	@$(PYTHON) tools/bootstrap.py run
	@YIWANG_RELOAD_PACKS=$${YIWANG_RELOAD_PACKS:-on} exec $(PY) -m yiwang run

test: ## 全部检查（STRICT=1：跳过即失败）  every check; STRICT=1 fails on a skip
	@$(PYTHON) tools/bootstrap.py test
	@exec $(PY) -m tools.check $(if $(filter 1,$(STRICT)),--strict) $(ARGS)

lint: ## 只做静态检查  only the static checks
	@$(PYTHON) tools/bootstrap.py test
	@exec $(PY) -m tools.check --only lint

bench: ## 运行一个基准（NAME=list 列出）  run one benchmark
	@$(PYTHON) tools/bootstrap.py run
	@exec $(PY) -m benchmarks $(NAME) $(ARGS)

soak: ## 长时间故障试验（MINUTES=n）  the full fault and fuzz counts
	@$(PYTHON) tools/bootstrap.py test
	@exec $(PY) -m tools.soak --minutes $(MINUTES) $(ARGS)

rehearse: ## 预演专题场景（NAME=专题/场景）  rehearse the scenes of the packs
	@$(PYTHON) tools/bootstrap.py run
	@exec $(PY) -m yiwang rehearse $(filter-out list,$(NAME))

screens: ## 预演并重拍专题看板  rehearse every scene, draw its board, keep the topics' pictures
	@$(PYTHON) tools/bootstrap.py test
	@YIWANG_TEST_SCREENS=docs/screens exec $(PY) -m pytest -q tests/browser/test_topics.py $(ARGS)

coverage: ## 需求覆盖情况  how much of the mission is proven
	@$(PYTHON) tools/bootstrap.py test
	@exec $(PY) -m tools.coverage

dist: ## 构建 wheel  build the wheel
	@$(PYTHON) tools/bootstrap.py dist
	@$(PY) -m tools.dist

web: ## 构建网页  build the web client
	@$(PYTHON) tools/bootstrap.py web

lock: ## 更新锁文件（UPGRADE=1 升级）  write the lock files anew
	@sh tools/lock.sh

clean: ## 删除构建产物（不动 var/）  remove what was built, never var/
	@rm -rf build dist .venv web/node_modules src/yiwang/app/static .mypy_cache .ruff_cache .pytest_cache

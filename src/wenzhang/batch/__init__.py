"""Folders of articles: which files there are, what is done with each, where their outputs go, and how it goes on.

```
paths --plan--> files --running: manifest, engine--> results
                              work = read, job, write
```

    from wenzhang import Converter, batch

    plan = batch.plan_run(["articles"], out="out")
    job = batch.ConvertJob((Converter("zh-CN"),))
    for result in batch.run(plan, job, batch.Outputs("out"), engine=batch.Local(jobs=4)):
        print(result.path, result.status, result.error)

The names below are for other projects; each is imported at its first use.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from wenzhang.batch.engines.dask import Dask
    from wenzhang.batch.engines.local import Local
    from wenzhang.batch.engines.serial import Serial
    from wenzhang.batch.job import Job, Produced
    from wenzhang.batch.jobs.conversion import ConvertJob
    from wenzhang.batch.jobs.export import ExportJob
    from wenzhang.batch.outputs import InPlace, Outputs, mirrored, suffixed, templated
    from wenzhang.batch.plan import Plan, PlannedFile, plan_run
    from wenzhang.batch.running import Options, run
    from wenzhang.batch.work import Result

_HOME = {
    "ConvertJob": "jobs.conversion",
    "Dask": "engines.dask",
    "ExportJob": "jobs.export",
    "InPlace": "outputs",
    "Job": "job",
    "Local": "engines.local",
    "Options": "running",
    "Outputs": "outputs",
    "Plan": "plan",
    "PlannedFile": "plan",
    "Produced": "job",
    "Result": "work",
    "Serial": "engines.serial",
    "mirrored": "outputs",
    "plan_run": "plan",
    "run": "running",
    "suffixed": "outputs",
    "templated": "outputs",
}

__all__ = [
    "ConvertJob",
    "Dask",
    "ExportJob",
    "InPlace",
    "Job",
    "Local",
    "Options",
    "Outputs",
    "Plan",
    "PlannedFile",
    "Produced",
    "Result",
    "Serial",
    "mirrored",
    "plan_run",
    "run",
    "suffixed",
    "templated",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        from importlib import import_module

        value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))

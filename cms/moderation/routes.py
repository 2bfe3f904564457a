"""From the regulation in force to the Wagtail workflow of one item."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.db import transaction
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from cms.content.models import PortalPage
from cms.moderation.models.workflow import RegulationTask, Route
from cms.moderation.rules import RouteStage, default_route, route_for


def workflow_for(page: PortalPage) -> Workflow:
    """Return the workflow for `page`: the stages its regulation asks for today, matched on what the item is."""
    return _workflow_of(route_for(page))


def planned_stages(page: PortalPage) -> list[RegulationTask]:
    """Return the stages that a submission of `page` would take now, unsaved: looking at a route writes nothing, in an archive neither."""
    return [_task_of(stage) for stage in route_for(page)]


def install_default_workflow(root_pk: int) -> Workflow:
    """Attach the route of an item that no rule matches to the portal's root, where Wagtail's own screens look for a workflow."""
    workflow = _workflow_of(default_route())
    WorkflowPage.objects.update_or_create(page_id=root_pk, defaults={"workflow": workflow})
    return workflow


def _workflow_of(stages: Sequence[RouteStage]) -> Workflow:
    signature = _signature(stages)
    route = Route.objects.filter(signature=signature).select_related("workflow").first()
    if route is not None:
        return route.workflow
    with transaction.atomic():
        workflow = Workflow.objects.create(name=" → ".join(stage.title for stage in stages)[:255])
        for position, stage in enumerate(stages):
            task = _task_of(stage)
            task.save()
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=position)
        return Route.objects.get_or_create(signature=signature, defaults={"workflow": workflow})[0].workflow


def _task_of(stage: RouteStage) -> RegulationTask:
    return RegulationTask(
        name=stage.title[:255],
        stage=stage.stage,
        role_keys=list(stage.role_keys),
        delegable=list(stage.delegable),
        collective=stage.collective,
        in_charge=stage.in_charge,
        clause=stage.clause,
    )


def _signature(stages: Sequence[RouteStage]) -> str:
    described = [
        [s.stage, sorted(s.role_keys), sorted(s.delegable), s.collective, s.in_charge, s.clause, s.title]
        for s in stages
    ]
    return hashlib.sha256(json.dumps(described, ensure_ascii=False).encode()).hexdigest()

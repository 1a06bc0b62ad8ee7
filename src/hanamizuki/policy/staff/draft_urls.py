"""Addresses below /staff/policy/drafts/, in the namespace policy_staff."""

from django.urls import path

from hanamizuki.policy.staff import draft_lines, drafts

urlpatterns = [
    path("", drafts.index, name="drafts"),
    path("start/<int:id>/", drafts.start, name="draft_start"),
    path("upload/", drafts.upload, name="draft_upload"),
    path("plan/", drafts.plan, name="draft_plan"),
    path("<int:id>/", drafts.draft, name="draft"),
    path("<int:id>/title/", draft_lines.rename, name="draft_title"),
    path("<int:id>/send/", drafts.send, name="draft_send"),
    path("<int:id>/approve/", drafts.approve, name="draft_approve"),
    path("<int:id>/return/", drafts.give_back, name="draft_return"),
    path("<int:id>/discard/", drafts.discard, name="draft_discard"),
    path("<int:id>/lines/<int:line>/add/", draft_lines.add, name="draft_add"),
    path("<int:id>/lines/<int:line>/drop/", draft_lines.drop, name="draft_drop"),
    path("<int:id>/lines/<int:line>/restore/", draft_lines.restore, name="draft_restore"),
    path("<int:id>/lines/<int:line>/move/", draft_lines.move, name="draft_move"),
    path("<int:id>/lines/<int:line>/join/", draft_lines.join, name="draft_join"),
]

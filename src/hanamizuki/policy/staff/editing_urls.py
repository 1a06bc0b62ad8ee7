"""Addresses of the pages that edit the policy's records, below /staff/policy/."""

from django.urls import path

from hanamizuki.policy.staff import desk_line, editing, history, proposals

urlpatterns = [
    path("lines/<int:pk>/", desk_line.line, name="line"),
    path("lines/<int:pk>/text/", editing.line, name="edit_line"),
    path("lines/<int:pk>/targets/", desk_line.choose, name="choose_target"),
    path("lines/<int:pk>/targets/<str:indicator>/", editing.target, name="target"),
    path("lines/<int:pk>/reviews/<slug:half>/", editing.review, name="review"),
    path("lines/<int:pk>/gender/", editing.gender, name="gender"),
    path("lines/<int:pk>/progress/", editing.override, name="override"),
    path("lines/<int:pk>/owner/", desk_line.owner, name="owner"),
    path("lines/<int:pk>/milestones/new/", editing.new_milestone, name="new_milestone"),
    path("lines/<int:pk>/history/", history.line, name="history"),
    path("milestones/<slug:key>/", editing.milestone, name="milestone"),
    path("proposals/", proposals.index, name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
]

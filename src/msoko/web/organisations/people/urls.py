"""Addresses about people."""

from __future__ import annotations

from django.urls import path

from msoko.web.organisations.people import accepting, demonstration, profile, views

app_name = "people"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<int:number>/", views.person, name="person"),
    path("people/roles/<int:number>/end/", views.end, name="end"),
    path("people/invite/", views.invite, name="invite"),
    path("people/invitations/<int:number>/again/", views.send_again, name="send_again"),
    path("people/invitations/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("roles/", views.roles, name="roles"),
    path("account/invitation/<str:text>/", accepting.accept, name="accept"),
    path("account/profile/", profile.profile, name="profile"),
    path("account/keys/make/", profile.make_token, name="make_token"),
    path("account/keys/<int:number>/revoke/", profile.revoke_token, name="revoke_token"),
    path("account/demonstration/<str:role>/", demonstration.enter, name="enter_as"),
]

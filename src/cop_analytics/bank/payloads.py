"""The bank's things as Jive writes them: names, addresses and bodies included, as on a real server."""

from __future__ import annotations

from datetime import datetime

from cop_analytics.bank.world import Answer, Membership, Outcome, Person, Place, Root

BASE = "https://jive.bank.example/api/core/v3"
Json = dict[str, object]


def stamp(moment: datetime) -> str:
    """Jive's one way to write a time."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def _resources(path: str, *names: str) -> Json:
    links: Json = {name: {"ref": f"{BASE}{path}/{name}", "allowed": ["GET"]} for name in names}
    return {"self": {"ref": f"{BASE}{path}", "allowed": ["GET"]}, **links}


def summary(person: Person, now: datetime) -> Json:
    """A person as embedded in content, members and likes."""
    return {
        "id": str(person.id),
        "type": "person",
        "displayName": person.name,
        "name": {"givenName": person.given, "familyName": person.family, "formatted": person.name},
        "jive": {
            "enabled": now < person.left_at,
            "level": {"name": "Level 2", "points": 120},
            "username": person.username,
        },
        "resources": _resources(f"/people/{person.id}", "followers"),
    }


def whole_person(person: Person, now: datetime) -> Json:
    """A person as `fields=@all` gives it."""
    profile = [
        {"jive_label": "Title", "value": person.title},
        {"jive_label": "Department", "value": person.department},
        {"jive_label": "Location", "value": person.location},
        {"jive_label": "Biography", "value": f"{person.given} has been here a while.\r\n"},
    ]
    return summary(person, now) | {
        "emails": [{"jive_label": "Email", "primary": True, "type": "work", "value": person.email}],
        "followerCount": 3,
        "followingCount": 4,
        "location": person.location,
        "published": stamp(datetime(2020, 1, 1)),
        "updated": stamp(now),
        "status": f"{person.given} is in",
        "thumbnailUrl": f"{BASE}/people/{person.id}/avatar",
        "jive": {
            "enabled": now < person.left_at,
            "external": False,
            "externalContributor": person.is_guest,
            "federated": True,
            "visible": True,
            "locale": "en_GB",
            "timeZone": person.time_zone,
            "level": {"name": "Level 2", "points": 120},
            "username": person.username,
            "profile": profile,
        },
    }


def place_payload(place: Place, members: int, followers: int) -> Json:
    """A group, space or blog."""
    payload: Json = {
        "id": place.native_id,
        "placeID": place.place_id,
        "type": place.type,
        "name": place.name,
        "displayName": place.name.lower().replace(" ", "-"),
        "description": f"Where {place.name} meets",
        "status": "Active",
        "contentTypes": ["documents", "discussions"],
        "viewCount": 350,
        "followerCount": followers,
        "published": stamp(place.published),
        "updated": stamp(place.published),
        "visibleToExternalContributors": False,
        "tags": [],
        "resources": _resources(f"/places/{place.place_id}", "contents", "followers"),
    }
    if place.type == "group":
        payload |= {"groupType": place.group_type, "memberCount": members}
    if place.parent is not None:
        payload["parent"] = f"{BASE}/places/{place.parent.place_id}"
    return payload


def member_payload(number: int, membership: Membership, now: datetime) -> Json:
    """A membership; Jive gives it no date."""
    return {
        "id": str(number),
        "type": "member",
        "state": membership.state,
        "person": summary(membership.person, now),
        "resources": _resources(f"/members/{number}"),
    }


def _written(body: str) -> Json:
    return {"type": "text/html", "text": body, "editable": False}


def _counts(outcomes: list[Outcome], now: datetime) -> dict[str, int]:
    counts: dict[str, int] = {}
    for outcome in outcomes:
        if outcome.marked_at <= now:
            counts[outcome.name] = counts.get(outcome.name, 0) + 1
    return counts


def root_payload(root: Root, now: datetime) -> Json:
    """A content of any type, with its counts as of `now`."""
    place, path = root.place(now), f"/contents/{root.content_id}"
    replies = [answer for answer in root.answers if answer.published <= now < answer.deleted_at]
    outcomes = _counts(root.outcomes + [mark for answer in replies for mark in answer.outcomes], now)
    updated = root.updated(now)
    payload: Json = {
        "id": str(root.native_id),
        "contentID": str(root.content_id),
        "type": root.type,
        "subject": root.subject,
        "content": _written(root.body),
        "author": summary(root.author, now),
        "published": stamp(root.published),
        "updated": stamp(updated if updated > root.published else root.published),
        "lastActivity": int(root.activity(now).timestamp() * 1000),
        "lastActivityDate": stamp(root.activity(now)),
        "status": "published",
        "parent": f"{BASE}/places/{place.place_id}",
        "parentPlace": {
            "id": place.native_id,
            "placeID": place.place_id,
            "type": place.type,
            "name": place.name,
            "uri": f"{BASE}/places/{place.place_id}",
        },
        "tags": root.tags,
        "viewCount": 40,
        "followerCount": 2,
        "replyCount": len(replies),
        "visibleToExternalContributors": False,
        "outcomeCounts": outcomes,
        "outcomeTypeNames": sorted(outcomes),
        "outcomeTypes": [{"id": "4", "name": "helpful"}],
        "resources": _resources(path, "likes", "outcomes"),
    }
    if root.type != "idea":
        payload["likeCount"] = sum(at <= now for at, _ in root.likes)
    if root.type == "discussion":
        is_resolved = root.is_question and root.resolved_at <= now
        payload |= {"question": root.is_question, "resolved": "resolved" if is_resolved else "open", "archived": False}
        if is_resolved and root.correct is not None:
            payload["answer"] = f"{BASE}/messages/{root.correct.id}"
    if root.type == "document":
        payload["version"] = 1 + sum(at <= now for at, _ in root.edits)
    return payload


def answer_payload(root: Root, answer: Answer, now: datetime) -> Json:
    """A message of a discussion, or a comment of anything else."""
    family = "messages" if root.type == "discussion" else "comments"
    top = f"{BASE}/contents/{root.content_id}"
    payload: Json = {
        "id": str(answer.id),
        "type": family[:-1],
        "content": _written(answer.body),
        "author": summary(answer.author, now),
        "published": stamp(answer.published),
        "updated": stamp(answer.published),
        "parent": f"{BASE}/{family}/{answer.parent.id}" if answer.parent else top,
        "likeCount": sum(at <= now for at, _ in answer.likes),
        "replyCount": sum(
            other.parent is answer and other.published <= now < other.deleted_at for other in root.answers
        ),
        "helpfulCount": len(_counts(answer.outcomes, now)),
        "resources": _resources(f"/{family}/{answer.id}", "likes"),
    }
    if family == "messages":
        is_correct = root.correct is answer and root.resolved_at <= now
        payload |= {"discussion": top, "answer": is_correct, "subject": f"Re: {root.subject}", "tags": []}
    else:
        payload |= {"rootURI": top, "rootType": root.type, "publishedTime": "1:47 PM"}
    return payload


def outcome_payload(target: str, outcome: Outcome, now: datetime) -> Json:
    """A mark with its date and the person who set it."""
    return {
        "id": str(outcome.id),
        "outcomeType": {"id": "4", "name": outcome.name},
        "parent": f"{BASE}/{target}",
        "updated": stamp(outcome.marked_at),
        "user": summary(outcome.person, now),
        "resources": _resources(f"/outcomes/{outcome.id}"),
    }


def version_payload(root: Root, number: int, at: datetime, person: Person, now: datetime) -> Json:
    """One version of a document, body and all; the connector keeps author and date."""
    return {
        "id": str(number),
        "type": "version",
        "versionNumber": number,
        "published": stamp(at),
        "author": summary(person, now),
        "content": root_payload(root, now),
        "resources": _resources(f"/versions/{root.content_id}/{number}"),
    }


def deletion_payload(root: Root) -> Json:
    """What is left of a deleted content."""
    return {
        "id": f"00000000-0000-4000-8000-{root.content_id:012d}",
        "eventDate": stamp(root.deleted_at),
        "objectType": root.type,
        "objectId": root.content_id,
        "url": f"{BASE}/contents/{root.content_id}",
    }

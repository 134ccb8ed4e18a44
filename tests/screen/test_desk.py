"""What comes next, what a key writes, what is drawn, when one may stop, and what a certificate is held against."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author
from alongside.project import Project
from alongside.project.screen.kinds import VERDICTS
from alongside.screening import read_certificate, sentence
from alongside.workflow.screen.certifying import certificate_that_stands, faults_against, stop_screening
from alongside.workflow.screen.deciding import take_back_last
from alongside.workflow.screen.desk import ScreeningDesk
from alongside.workflow.screen.learner import Learner
from alongside.workflow.screen.planning import plan_of, save_plan
from alongside.workflow.screen.progress import progress_of
from alongside.workflow.screen.sampling import EXPLORE, begin_sample
from screened import AT, is_relevant


def read_on(desk: ScreeningDesk, ada: Author, records: int, *, wait: bool = True) -> list[str]:
    """Read what comes next, one after another, a minute apart."""
    read = []
    for _ in range(records):
        if wait:
            desk.learner.wait()
        coming = desk.upcoming(1)
        if not coming:
            break
        [following] = coming
        verdict = "include" if is_relevant(desk.project, following.record) else "exclude"
        moment = AT + timedelta(minutes=len(list(desk.project.decisions(kind="screening.decided"))))
        desk.decide(following.record, verdict, author=ada, at=moment, was_drawn=following.drawn)
        read.append(following.record)
    return read


def test_from_the_question_alone_what_is_asked_for_comes_first(project: Project) -> None:
    desk = ScreeningDesk(project)
    standing = desk.learner.wait()
    assert standing is not None
    assert standing.ranking.basis == "question"
    assert all(is_relevant(project, following.record) for following in desk.upcoming(15))


def test_while_the_first_ranking_is_made_records_come_in_the_order_of_import(project: Project) -> None:
    desk = ScreeningDesk(project)
    desk.learner.stir = lambda: None  # a thread that is still at work
    earliest = project.overview.index().imported.uuids[:3]
    assert tuple(following.record for following in desk.upcoming(3)) == earliest


def test_two_learners_put_the_records_in_one_order_whatever_they_ranked_before(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    read_on(desk, ada, 30)
    often, once = desk.learner.wait(), Learner(project).wait()
    assert often is not None
    assert once is not None
    assert often.decided == once.decided
    assert often.ranking.order.tolist() == once.ranking.order.tolist()


def test_the_learner_never_sees_a_verdict_on_what_is_unread(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    read_on(desk, ada, 20)
    standing = desk.learner.wait()
    assert standing is not None
    decided = {
        standing.uuids[position] for position in range(len(standing.uuids)) if standing.decisions[position] != -1
    }
    assert decided == {decision.subject.partition(":")[2] for decision in project.decisions(kind="screening.decided")}


def test_a_machines_exclusion_teaches_nothing(project: Project) -> None:
    desk = ScreeningDesk(project)
    [following] = desk.upcoming(1)
    machine = Author("machine", "classifier", version="1", parameters={})
    desk.decide(following.record, "exclude", author=machine, at=AT)
    standing = desk.learner.wait()
    assert standing is not None
    assert standing.decided == 0


def test_a_decision_that_is_sent_twice_is_one(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    following, after_it = desk.upcoming(2)
    uuid = str(uuid4())
    sent = [desk.decide(following.record, "include", author=ada, at=AT, uuid=uuid) for _ in range(2)]
    assert sent[0].uuid == sent[1].uuid == uuid
    assert len(project.history(f"record:{following.record}")) == 1
    with pytest.raises(UsageError, match="about something else"):
        desk.decide(after_it.record, "include", author=ada, at=AT, uuid=uuid)


def test_what_is_no_verdict_or_no_record_is_refused(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    with pytest.raises(UsageError, match="no decision"):
        desk.decide(desk.upcoming(1)[0].record, "perhaps", author=ada, at=AT)
    with pytest.raises(NotHereError):
        desk.decide(str(uuid4()), "include", author=ada, at=AT)
    assert len(VERDICTS) == 3


def test_undo_goes_back_any_number_of_steps_and_a_step_sent_twice_is_one(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    read = read_on(desk, ada, 25)
    uuid = str(uuid4())
    for step, record in enumerate(reversed(read)):
        named = uuid if step == 0 else None
        act = take_back_last(project, author=ada, at=AT, uuid=named)
        assert act is not None
        assert act.record == record
        if named:
            assert take_back_last(project, author=ada, at=AT, uuid=named) is None
    assert take_back_last(project, author=ada, at=AT) is None
    assert progress_of(desk).read == 0
    assert progress_of(desk).estimate is None  # the draws went with their verdicts


def test_undo_takes_back_ones_own_words_only(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    read_on(desk, ada, 2)
    assert take_back_last(project, author=Author("person", "Bo"), at=AT) is None


def test_each_twentieth_record_is_the_next_of_the_drawn_order(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    coming = desk.upcoming(EXPLORE + 3)
    assert [position for position, following in enumerate(coming) if following.drawn] == [EXPLORE - 1]
    read_on(desk, ada, EXPLORE + 1)
    [draw] = project.screen.draws()
    assert draw.unread == 120 - (EXPLORE - 1)
    estimate = progress_of(desk).estimate
    assert estimate is not None
    assert estimate.total_low <= 20 <= estimate.total_high


def test_what_only_claims_to_be_a_draw_is_not_written_as_one(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    index = project.overview.index()
    last = index.imported.uuids[int(desk.drawn_order(index)[-1])]
    desk.decide(last, "exclude", author=ada, at=AT, was_drawn=True)
    assert project.screen.draws() == ()


def test_inside_a_search_only_its_records_come_and_none_is_drawn(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    desk.learner.wait()
    coming = desk.upcoming(50, query="title:statins")
    assert coming
    assert not any(following.drawn for following in coming)
    assert all("statins" in project.overview.record(upcoming.record).record.title for upcoming in coming)


def test_records_that_are_before_a_person_do_not_come_again(project: Project) -> None:
    desk = ScreeningDesk(project)
    desk.learner.wait()
    on_screen = [following.record for following in desk.upcoming(6)]
    later = [following.record for following in desk.upcoming(4, after=on_screen[:2])]
    assert later == on_screen[2:6]


def stopped_project(project: Project, ada: Author) -> tuple[ScreeningDesk, object]:
    save_plan(project, "peer support volunteers", 0.8, 0.1, "", author=ada, at=AT)
    desk = ScreeningDesk(project)
    read_on(desk, ada, 24)
    with pytest.raises(UsageError, match="no random sample has begun"):
        stop_screening(desk, author=ada, at=AT)
    begin_sample(project, author=ada, at=AT)
    with pytest.raises(UsageError, match="more records have to be read in the random order"):
        stop_screening(desk, author=ada, at=AT)
    for _ in range(120):
        if progress_of(desk).may_stop:
            break
        read_on(desk, ada, 1, wait=False)
    return desk, stop_screening(desk, author=ada, at=AT + timedelta(days=1))[1]


def test_a_certificate_is_worked_out_again_from_the_project_and_a_changed_project_does_not_verify(
    project: Project, ada: Author
) -> None:
    desk, _ = stopped_project(project, ada)
    certificate = certificate_that_stands(desk)
    assert certificate is not None
    assert certificate.found == 20
    assert len(certificate.draws) < certificate.frame  # it saved reading
    assert "80%" in sentence(certificate)
    again = read_certificate(json.loads(json.dumps(certificate.document())))
    assert faults_against(project, again) == ()

    act = next(iter(project.screen.acts(ada.name)))
    desk.decide(act.record, "include" if act.verdict == "exclude" else "exclude", author=ada, at=AT + timedelta(days=2))
    assert any("another verdict" in fault for fault in faults_against(project, again))
    assert certificate_that_stands(desk) is None
    take_back_last(project, author=ada, at=AT + timedelta(days=3))
    assert faults_against(project, again) == ()  # the log grew, and says the same


def test_a_verdict_from_before_the_sample_that_changes_is_seen(project: Project, ada: Author) -> None:
    desk, _ = stopped_project(project, ada)
    certificate = certificate_that_stands(desk)
    assert certificate is not None
    last_act = list(project.screen.acts(ada.name))[-1]
    desk.decide(last_act.record, "exclude", author=ada, at=AT + timedelta(days=2))
    assert any("outside the sample" in fault for fault in faults_against(project, certificate))


def test_the_plan_begins_with_the_title_and_takes_reasons_of_ones_own(project: Project, ada: Author) -> None:
    assert plan_of(project).question.split() == ["peer", "support", "by", "volunteers"]
    save_plan(project, "peers", 0.9, 0.05, "Not a trial\nNot adults\n\n", author=ada, at=AT)
    assert dict(plan_of(project).reasons) == {"Not a trial": "Not a trial", "Not adults": "Not adults"}
    with pytest.raises(UsageError, match="at most 9 reasons"):
        save_plan(project, "peers", 0.9, 0.05, "\n".join("abcdefghij"), author=ada, at=AT)
    with pytest.raises(UsageError, match="between 0 and 100"):
        save_plan(project, "peers", 95, 0.05, "", author=ada, at=AT)


def test_pace_leaves_pauses_out_and_says_what_an_hour_buys(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    read_on(desk, ada, 12)
    progress = progress_of(desk, ada.name)
    assert progress.pace is not None
    assert progress.pace.per_hour == 60  # a minute each
    assert progress.hours_left == pytest.approx(progress.left / 60)


def test_a_history_names_the_record_and_calls_a_verdict_as_its_button_does(project: Project, ada: Author) -> None:
    from alongside.workflow.undoing import latest

    desk = ScreeningDesk(project)
    [coming] = desk.upcoming(1)
    desk.decide(coming.record, "maybe", author=ada, at=AT)
    [act] = latest(project, limit=1)
    assert act.value == "unsure, by title and abstract"
    assert act.about == project.overview.records_named([coming.record])[0].record.title
    assert latest(project, limit=1, subject="project")[0].about == ""
    assert not act.taken_back
    take_back_last(project, author=ada, at=AT + timedelta(minutes=1))
    assert [(row.what, row.taken_back) for row in latest(project, limit=2)] == [
        ("taken back", False),
        ("decision on a record", True),
    ]

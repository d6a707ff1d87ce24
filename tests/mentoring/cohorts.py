"""Small programmes as their coordinator writes them."""

PROGRAMME = """\
name = "Digital reverse mentoring"
starts_on = 2026-03-02
ends_on = 2026-08-31
framework = "DigComp 3.0"
function = "different"
seed = 7
"""
HEADERS = {
    "participants.csv": "participant_id,role,wave,languages,unit,function,site,utc_offset,slots,is_trained,capacity",
    "levels.csv": "participant_id,competence,level,wave",
    "goals.csv": "participant_id,competence,weight",
    "themes.csv": "participant_id,kind,theme",
    "barriers.csv": "participant_id,other_id,kind",
    "wishes.csv": "participant_id,other_id,rank",
    "sessions.csv": "mentor_id,mentee_id,planned_on,state,cancelled_by,minutes",
    "training.csv": "participant_id,module,completed_on",
    "charter.csv": "participant_id,charter,accepted_on",
    "closing.csv": "participant_id,question,answer",
    "exits.csv": "mentor_id,mentee_id,ended_on,left,reason",
    "recognition.csv": "participant_id,form",
}
USUAL = {
    "participants.csv": """\
ada,mentor,1,en:C1 de:C2,Technology,IT,Berlin,1,mon 9-12,yes,
ben,mentor,1,en:C1,Risk,Modelling,London,0,mon 9-12; tue 9-12,yes,
cyd,mentee,1,en:B2 de:B1,Retail,Branches,Berlin,1,mon 9-11,no,
dee,mentee,1,en:C1,Lending,Credit,London,0,tue 9-11,no,
""",
    "levels.csv": "ada,1.1,4,pre\nada,2.1,4,pre\nben,1.1,2,pre\nben,3.1,3,pre\ncyd,1.1,1,pre\ncyd,2.1,2,pre\n"
    "dee,1.1,1,pre\ndee,3.1,1,pre\n",
    "goals.csv": "cyd,1.1,0.5\ncyd,2.1,0.5\ndee,1.1,0.4\ndee,3.1,0.6\n",
    "themes.csv": "ada,return goal,Budgeting\nada,return goal,Politics\ncyd,offer,budgeting\n",
}


def written(folder, **changed):
    """A programme in `folder`; `changed` gives rows instead of the usual ones, by name of the sheet without its end."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "programme.toml").write_text(changed.pop("programme", PROGRAMME))
    for name, header in HEADERS.items():
        rows = changed.get(name.removesuffix(".csv"), USUAL.get(name, ""))
        (folder / name).write_text(f"{header}\n{rows}", encoding="utf-8")
    return folder

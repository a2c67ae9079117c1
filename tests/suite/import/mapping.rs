//! Wrong mappings: each is refused before a log is opened, in a sentence that names the place.

use application::import::{Fault, ImportError, InvalidMapping, Kind, Mapping, rehearse, unwatched};

use super::{PAID, SUBMITTED, Scrap, declarations, event, log, shipped};

/// Changes the mapping of declarations and gives what is said of it.
fn refused(from: &str, to: &str) -> String {
    let whole = shipped("bpi2020-domestic-declarations.toml");
    assert!(whole.contains(from), "the mapping has {from:?}");
    Mapping::parse(&whole.replacen(from, to, 1)).expect_err("the mapping is wrong")
}

fn is_named(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "{word:?} in: {said}");
    }
}

#[test]
fn the_shipped_mappings_are_whole() {
    for name in [
        "bpi2020-domestic-declarations.toml",
        "bpi2020-request-for-payment.toml",
    ] {
        let text = shipped(name);
        assert!(
            text.contains("10.4121/uuid:52fb97d4-4588-43c9-9d04-3604d4613b51"),
            "cite {name}"
        );
        Mapping::parse(&text).unwrap();
    }
}

#[test]
fn an_unknown_key_is_refused() {
    is_named(
        &refused("name = \"bpi", "nickname = \"x\"\nname = \"bpi"),
        &["nickname"],
    );
    is_named(
        &refused("vendor =", "colour = \"red\"\nvendor ="),
        &["colour"],
    );
    is_named(&refused("[fund]", "[fund]\nsize = \"big\""), &["size"]);
    is_named(
        &refused("kind = \"invoice\"", "kind = \"invoice\"\npages = 2"),
        &["pages"],
    );
    is_named(&refused("when = [", "if = \"so\"\nwhen = ["), &["`if`"]);
}

#[test]
fn a_missing_field_is_refused() {
    is_named(
        &refused("published_at = \"2016-12-01T08:00:00Z\"\n", ""),
        &["published_at"],
    );
    is_named(&refused("currency = \"EUR\"\n", ""), &["currency"]);
    let said = refused(", text = \"Saved again\"", "");
    is_named(
        &said,
        &[
            "Declaration SAVED by EMPLOYEE",
            "rule 2, step 1",
            "text is missing",
        ],
    );
    is_named(
        &refused(", document = \"receipt\"", ""),
        &["document is missing"],
    );
    is_named(
        &refused("command = \"create\", ", ""),
        &["command is missing"],
    );
    is_named(
        &refused("number = ", "# "),
        &["documents.receipt", "number is missing"],
    );
    let note = "note = \"Stands in for the employee's statement";
    is_named(
        &refused(note, "# \""),
        &["documents.statement", "note is missing"],
    );
}

#[test]
fn an_unknown_command_actor_document_or_status_is_refused() {
    is_named(
        &refused("\"create\"", "\"conjure\""),
        &["no command \"conjure\"", "rule 1, step 1"],
    );
    is_named(
        &refused("by = \"employee\"", "by = \"ghost\""),
        &["no actor \"ghost\""],
    );
    is_named(
        &refused("opened_by = \"administrator\"", "opened_by = \"ghost\""),
        &["fund.opened_by"],
    );
    is_named(
        &refused("document = \"receipt\"", "document = \"poem\""),
        &["no document \"poem\""],
    );
    is_named(
        &refused("when = [\"submitted\"]", "when = [\"lost\"]"),
        &["no status \"lost\""],
    );
    is_named(
        &refused("role = \"finance\"", "role = \"wizard\""),
        &["wizard"],
    );
}

#[test]
fn a_field_of_another_command_is_refused() {
    let said = refused(
        "\"submit\", by = \"employee\"",
        "\"submit\", by = \"employee\", why = \"x\"",
    );
    is_named(&said, &["submit has no field \"why\""]);
}

#[test]
fn a_status_without_a_rule_is_refused() {
    let said = refused(
        "[[activity.rule]]\nsteps = [\n  { command = \"add_comment\", by = \"employee\", text = \"Saved again\" },\n]\n",
        "",
    );
    is_named(&said, &["Declaration SAVED by EMPLOYEE", "editing"]);
    let said = refused("when = [\"absent\"]\n", "");
    is_named(
        &said,
        &["Declaration SAVED by EMPLOYEE", "rule 2", "never reached"],
    );
}

#[test]
fn an_activity_that_is_there_twice_is_refused() {
    let said = refused("\"Payment Handled\"", "\"Request Payment\"");
    is_named(&said, &["Request Payment", "twice"]);
}

#[test]
fn a_text_with_an_unknown_place_is_refused() {
    is_named(
        &refused("{event:(case)_DeclarationNumber}", "{weather}"),
        &["claim.title", "{weather}"],
    );
    is_named(
        &refused("{event:(case)_DeclarationNumber}", "{event:"),
        &["claim.title", "closed"],
    );
    is_named(
        &refused("partner = \"{fund}\"", "partner = \"{case}\""),
        &["fund.partner"],
    );
    let said = refused("the receipts of {case}", "the receipts of somebody");
    is_named(&said, &["documents.receipt.content", "{case}"]);
}

#[test]
fn money_and_names_of_the_policy_are_checked() {
    is_named(
        &refused("currency = \"EUR\"", "currency = \"EURO\""),
        &["currency"],
    );
    is_named(
        &refused("\"covering\"", "\"a lot\""),
        &["fund.earning.amount"],
    );
    is_named(
        &refused("\"covering\"", "\"1.005\""),
        &["fund.earning.amount", "decimals"],
    );
    is_named(
        &refused("activity = \"domestic-declaration\"", "activity = \"x\""),
        &["claim.activity"],
    );
    is_named(&refused("name = \"bpi2020", "name = \"bpi 2020"), &["name"]);
    is_named(
        &refused("Europe/Amsterdam", "Europe/Atlantis"),
        &["time_zone"],
    );
}

#[test]
fn a_set_up_that_the_laws_refuse_is_refused() {
    is_named(
        &refused("period = \"2017-2018\"", "period = \"2099\""),
        &["period"],
    );
    let said = refused("opened_by = \"administrator\"", "opened_by = \"treasurer\"");
    is_named(&said, &["the fund of", "role"]);
    is_named(
        &refused("by = \"treasurer\"", "by = \"missing\""),
        &["the earning", "role"],
    );
    is_named(
        &refused("by = \"administrator\"", "by = \"employee\""),
        &["programme.by", "partner"],
    );
}

#[test]
fn a_mapping_that_is_not_there_is_a_missing_precondition() {
    let error = Mapping::read(std::path::Path::new("/nowhere/mapping.toml")).unwrap_err();
    assert!(matches!(error, InvalidMapping::Unreadable { .. }));
    assert_eq!(ImportError::from(error).kind(), Kind::Precondition);
    let scrap = Scrap::new("this is = not [toml");
    let error = Mapping::read(scrap.path()).unwrap_err();
    assert_eq!(ImportError::from(error).kind(), Kind::Usage);
}

/// Gives what is said of a log under the mapping of declarations.
fn of_log(text: &str) -> ImportError {
    let scrap = Scrap::new(text);
    rehearse(scrap.path(), &declarations(), &unwatched()).expect_err("the log does not fit")
}

#[test]
fn an_activity_without_a_rule_refuses_the_whole_log() {
    let cases: [(&str, &str, &[&str]); 2] = [
        ("one", "1.00", &[SUBMITTED]),
        ("two", "2.00", &[SUBMITTED, "Declaration SHREDDED"]),
    ];
    let error = of_log(&log(&cases));
    assert_eq!(error.kind(), Kind::FoundAProblem);
    is_named(
        &error.to_string(),
        &["\"two\"", "Declaration SHREDDED", "nothing was imported"],
    );
}

#[test]
fn a_case_that_cannot_be_read_is_named() {
    let fine = log(&[("one", "1.00", &[SUBMITTED, PAID])]);
    let wrongs = [
        (fine.replace("1.00", "one euro"), "one euro"),
        (fine.replace("1.00", "99999999999999999999"), "larger"),
        (
            fine.replace("2017-03-01T01:00:00Z", "2017-03-01T01:00:00"),
            "offset",
        ),
        (
            fine.replace("2017-03-01T01:00:00Z", "2017-02-30T01:00:00Z"),
            "2017-02-30",
        ),
        (fine.replacen("\"1.00\"", "\"2.00\"", 1), "disagree"),
        (
            fine.replacen("(case)_BudgetNumber", "x", 1),
            "(case)_BudgetNumber",
        ),
        (
            fine.replacen("(case)_DeclarationNumber", "x", 1),
            "(case)_DeclarationNumber",
        ),
        (fine.replacen("concept:name", "x", 1), "concept:name"),
        (fine.replacen("time:timestamp", "x", 2), "time:timestamp"),
        (fine.replace("\"one\"", "\" \""), "empty"),
        (fine.replace("budget 1", "???"), "???"),
        (log(&[("one", "1.00", &[])]), "no event"),
        (
            log(&[("one", "1.00", &[SUBMITTED]), ("one", "1.00", &[SUBMITTED])]),
            "two cases",
        ),
    ];
    for (text, word) in wrongs {
        let error = of_log(&text);
        assert!(matches!(error, ImportError::Case { .. }), "{error}");
        assert!(error.to_string().contains(word), "{word:?} in: {error}");
    }
}

#[test]
fn two_values_that_would_share_a_fund_are_refused() {
    let text = log(&[("one", "1.00", &[SUBMITTED]), ("two", "1.00", &[SUBMITTED])]);
    let error = of_log(&text.replacen("budget 1", "budget-1", 1));
    is_named(
        &error.to_string(),
        &["budget-1", "budget 1", "share one fund"],
    );
}

#[test]
fn a_truncated_log_is_refused_whole() {
    let text = log(&[("one", "1.00", &[SUBMITTED]), ("two", "1.00", &[SUBMITTED])]);
    let error = of_log(&text[..text.len() - 30]);
    assert!(
        matches!(&error, ImportError::Log { error } if matches!(error.fault, Fault::Truncated))
    );
    is_named(
        &error.to_string(),
        &["whole traces before it: 1", "nothing was imported"],
    );
}

#[test]
fn a_time_is_taken_to_its_instant_whatever_its_offset() {
    let text = format!(
        "<log><trace>{}{}</trace></log>",
        event("one", "0", SUBMITTED, "2017-03-01T00:30:00+01:00"),
        event("one", "0", SUBMITTED, "2017-03-01T00:30:00.250-05:30"),
    );
    let scrap = Scrap::new(text);
    let rehearsal = rehearse(scrap.path(), &declarations(), &unwatched()).unwrap();
    let at: Vec<_> = rehearsal
        .report
        .refusals
        .iter()
        .map(|step| step.at.to_rfc3339())
        .collect();
    assert_eq!(
        at,
        ["2017-02-28T23:30:00+00:00", "2017-03-01T06:00:00.250+00:00"]
    );
}

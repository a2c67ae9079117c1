//! What a story file may look like, and what its reader says when it does not.

use application::story::{Doing, Expected};
use projections::Command;

use super::read;

/// The beginning of a story, nine lines long.
const HEAD: &str = "story short \"A short one\"
programme helio-coop
actor Ada = ada@helio-cloud programme_admin
actor Fay = fay@helio-cloud finance
actor Eva = eva@partner partner_user
actor Clock = deadlines@helio-cloud system
fund F = partner 2024-H1
2024-01-02 Ada publish helio-coop -> ok
2024-01-02 Ada open F -> ok
";

/// Reads what follows the head; says line, expectation and finding of the error.
fn error(rest: &str) -> String {
    read(&format!("{HEAD}{rest}")).expect_err(rest).to_string()
}

/// Makes sure of the message of each error.
fn check(before: &str, cases: &[(&str, &str)]) {
    for (rest, expected) in cases {
        assert_eq!(
            error(&format!("{before}{rest}")),
            format!("test.story, {expected}"),
            "{rest}"
        );
    }
}

#[test]
fn an_error_in_a_step_names_the_line_what_was_expected_and_what_was_found() {
    let cases = [
        (
            "Friday Eva submit C-1 -> submitted",
            "line 10: expected the date of a step, not before the one above, found `Friday`",
        ),
        (
            "2024-13-01 Eva submit C-1 -> submitted",
            "line 10: expected the date of a step, not before the one above, found `2024-13-01`",
        ),
        (
            "2023-12-31 Ada open F -> ok",
            "line 10: expected the date of a step, not before the one above, found `2023-12-31`",
        ),
        (
            "2024-01-02 08:00 Ada open F -> ok",
            "line 10: expected a time such as 14:30, later than the step above, found `08:00`",
        ),
        (
            "2024-01-03 25:00 Ada open F -> ok",
            "line 10: expected a time such as 14:30, later than the step above, found `25:00`",
        ),
        (
            "2024-03-31 02:30 Ada open F -> ok",
            "line 10: expected a time that the clocks do not skip, found `Ada`",
        ),
        (
            "2024-01-03 Bob open F -> ok",
            "line 10: expected an actor declared above, found `Bob`",
        ),
        (
            "2024-01-03 Ada shut F -> ok",
            "line 10: expected a command on a claim or a fund, found `shut`",
        ),
        (
            "2024-01-03 Ada publish other -> ok",
            "line 10: expected `helio-coop`, found `other`",
        ),
        (
            "2024-01-03 Eva submit C-1 -> submitted",
            "line 10: expected the name of an earlier claim, found `C-1`",
        ),
        (
            "2024-01-03 Ada open F",
            "line 10: expected `->`, found the end of the line",
        ),
        (
            "2024-01-03 Ada open F -> editing",
            "line 10: expected `ok` or `refused`, found `editing`",
        ),
        (
            "2024-01-03 Ada open F -> ok now",
            "line 10: expected the end of the line, found `now`",
        ),
        (
            "2024-01-03 Ada open F -> refused for_fun",
            "line 10: expected the code of a refusal, found `for_fun`",
        ),
    ];
    check("", &cases);
}

#[test]
fn an_error_in_a_command_on_a_fund_is_named() {
    let cases = [
        (
            "2024-01-03 Fay record-earning F L-1 ten earned 2024-01-01 source \"x\" -> ok",
            "line 10: expected an amount in EUR such as 7,350.00, found `ten`",
        ),
        (
            "2024-01-03 Fay record-earning F L-1 1.005 earned 2024-01-01 source \"x\" -> ok",
            "line 10: expected an amount in EUR such as 7,350.00, found `1.005`",
        ),
        (
            "2024-01-03 Fay record-earning F L-1 1,00.00 earned 2024-01-01 source \"x\" -> ok",
            "line 10: expected an amount in EUR such as 7,350.00, found `1,00.00`",
        ),
        (
            "2024-01-03 Fay record-earning F L-1 1,000,00 earned 2024-01-01 source \"x\" -> ok",
            "line 10: expected an amount in EUR such as 7,350.00, found `1,000,00`",
        ),
        (
            "2024-01-03 Fay record-earning F L-1 92233720368547758.08 earned 2024-01-01",
            "line 10: expected an amount in EUR such as 7,350.00, found `92233720368547758.08`",
        ),
        (
            "2024-01-03 Fay record-earning F L-1 5.00 source \"x\" -> ok",
            "line 10: expected `earned`, found `source`",
        ),
        (
            "2024-01-03 Fay record-earning F L-1 5.00 earned 2024-01-01 source x -> ok",
            "line 10: expected a source in quotes, found `x`",
        ),
        (
            "2024-01-03 Fay record-earning F L-1 5.00 earned 2024-01-01 source \"x -> ok",
            "line 10: expected a closing quote on the same line, found `\"x -> ok`",
        ),
        (
            "2024-01-03 Fay adjust F 5.00 present \"x\" -> ok",
            "line 10: expected `correction`, `return`, `bonus` or `other`, found `present`",
        ),
        (
            "2024-01-03 Fay roll-over F to G 5.00 as L-1 -> ok",
            "line 10: expected a fund declared above, found `G`",
        ),
    ];
    check("", &cases);
}

#[test]
fn an_error_in_a_declaration_or_a_row_of_figures_is_named() {
    let cases = [
        (
            "actor Ada = other@helio-cloud finance",
            "line 10: expected a name that no other actor has, found `Ada`",
        ),
        (
            "actor Max = max@helio-cloud emperor",
            "line 10: expected a role, after a person such as ines@helio-cloud, found `emperor`",
        ),
        (
            "actor Max = helio-cloud finance",
            "line 10: expected a role, after a person such as ines@helio-cloud, found `finance`",
        ),
        (
            "fund F = partner 2024-H2",
            "line 10: expected a name that no other fund has, found `F`",
        ),
        (
            "fund G = partner 1999-H1",
            "line 10: expected a period of the programme, found `1999-H1`",
        ),
        (
            "figures F 0 0 0 0 0 0",
            "line 10: expected `fund` and the columns of the figures, found `F`",
        ),
        (
            "figures fund earned earned",
            "line 10: expected a column that is not named yet, found `earned`",
        ),
        (
            "figures fund earned paid",
            "line 10: expected a column that is not named yet, found the end of the line",
        ),
        (
            "figures fund earned reserved committed paid expired available\nfigures F 0 0 0",
            "line 11: expected an amount in EUR such as 7,350.00, found the end of the line",
        ),
        (
            "lots F L-9 1.00",
            "line 10: expected the name of an earlier lot, found `L-9`",
        ),
        (
            "lots F",
            "line 10: expected the name of an earlier lot, found the end of the line",
        ),
    ];
    check("", &cases);
}

#[test]
fn an_error_in_a_command_on_a_claim_is_named() {
    let create = "2024-03-01 Eva create C-1 of F exam \"Exam\" executed 2024-02-01
        declared 10.00 -> editing
";
    let cases = [
        (
            "2024-03-01 Eva attach-document C-1 photo P-1 \"a.jpg\" -> editing",
            "line 12: expected `invoice`, `csr` or `proof`, found `photo`",
        ),
        (
            "2024-03-01 Eva attach-document C-1 proof P-1 \"a.exe\" -> editing",
            "line 12: expected a file name in quotes that ends in .pdf, .jpg or .png, \
             found \"a.exe\"",
        ),
        (
            "2024-03-01 Eva annotate-document C-1 P-1 note \"x\" -> editing",
            "line 12: expected the name of an earlier document, found `P-1`",
        ),
        (
            "2024-03-01 Eva record-metric C-1 visitors many \"people\" -> editing",
            "line 12: expected a number, found `many`",
        ),
        (
            "2024-03-01 Eva request-contribution C-1 R-1 to Bob \"x\" -> editing",
            "line 12: expected an actor declared above, found `Bob`",
        ),
        (
            "2024-03-01 Eva submit C-1 answer A-1 \"x\" -> submitted",
            "line 12: expected the name of an earlier item, found `A-1`",
        ),
        (
            "2024-03-01 Eva submit C-1 -> handed-in",
            "line 12: expected `refused` or the status of the claim, found `handed-in`",
        ),
        (
            "2024-03-01 Eva submit C-1 -> submitted round one",
            "line 12: expected a number, found `one`",
        ),
        (
            "2024-03-01 Eva recall C-1 -> editing",
            "line 12: expected `because`, found `->`",
        ),
        (
            "2024-03-01 Ada extend-deadline C-1 lunch to 2024-04-01 because \"x\" -> editing",
            "line 12: expected `claiming`, `answer` or `dispute`, found `lunch`",
        ),
    ];
    check(create, &cases);
}

#[test]
fn an_error_in_a_continued_line_names_the_line_it_stands_on() {
    let rest = "2024-03-01 Eva create C-1 of F exam \"Exam\"
    executed 2024-02-01
    declared much -> editing";
    assert_eq!(
        error(rest),
        "test.story, line 12: expected an amount in EUR such as 7,350.00, found `much`"
    );
}

#[test]
fn a_story_begins_with_its_name_and_its_programme() {
    let error = |text: &str| read(text).expect_err(text).to_string();
    assert_eq!(
        error(""),
        "test.story, line 1: expected `story` and `programme`, found the end of the file"
    );
    assert_eq!(
        error("# nothing\n"),
        "test.story, line 1: expected `story` and `programme`, found the end of the file"
    );
    assert_eq!(
        error("actor A = a@b finance\n"),
        "test.story, line 1: expected `story`, found `actor`"
    );
    assert_eq!(
        error("story a/b \"x\"\n"),
        "test.story, line 1: expected a short name such as atelier-breton, found `a/b`"
    );
    assert_eq!(
        error("story a x\n"),
        "test.story, line 1: expected a title in quotes, found `x`"
    );
    assert_eq!(
        error("story a \"x\"\nprogramme nowhere\n"),
        "test.story, line 2: expected a programme that has a policy here, found `nowhere`"
    );
    assert_eq!(
        error("story a \"x\"\nprogramme helio-coop\nlots F L-1 1.00"),
        "test.story, line 3: expected a fund declared above, found `F`"
    );
    assert_eq!(
        error(
            "story a \"x\"
programme helio-coop
fund F = p 2024-H1
figures fund earned reserved committed paid expired available
figures F 0 0 0 0 0 0"
        ),
        "test.story, line 5: expected a step above, after which this holds, \
         found the end of the line"
    );
}

#[test]
fn steps_without_a_time_follow_each_other_from_nine_in_the_programmes_morning() {
    let rest = "2024-01-02 14:30 Fay record-earning F L-1 5.00 earned 2024-01-01 source \"x\" -> ok
2024-01-02 Fay record-earning F L-2 5.00 earned 2024-01-01 source \"y\" -> ok
2024-07-01 Fay record-earning F L-3 5.00 earned 2024-01-01 source \"z\" -> ok";
    let story = read(&format!("{HEAD}{rest}")).unwrap();
    let times: Vec<String> = story
        .steps
        .iter()
        .map(|step| step.at.to_rfc3339())
        .collect();
    assert_eq!(
        times,
        [
            "2024-01-02T08:00:00+00:00",
            "2024-01-02T08:01:00+00:00",
            "2024-01-02T13:30:00+00:00",
            "2024-01-02T13:31:00+00:00",
            "2024-07-01T07:00:00+00:00",
        ]
    );
}

#[test]
fn ids_and_keys_come_out_the_same_each_time_and_differ_between_stories() {
    let text = format!(
        "{HEAD}2024-03-01 Eva create C-1 of F exam \"Exam # 1\" # a comment
    executed 2024-02-01 declared 1,010.00 -> editing # and another"
    );
    let (one, same) = (read(&text).unwrap(), read(&text).unwrap());
    let other = read(&text.replace("story short", "story other")).unwrap();
    assert_eq!(
        one.claim("C-1").unwrap().to_string(),
        same.claim("C-1").unwrap().to_string()
    );
    assert_ne!(
        one.claim("C-1").unwrap().to_string(),
        other.claim("C-1").unwrap().to_string()
    );
    assert_eq!(one.claim("C-2"), None);
    assert_eq!(one.steps[2].key.as_str(), "story:short:003");
    assert_eq!(one.steps[2].doing, same.steps[2].doing);
    let Doing::Command(command) = &one.steps[2].doing else {
        panic!("a command")
    };
    let Command::Claim(
        _,
        domain::ClaimCommand::Create(domain::claim::Create {
            title, declared, ..
        }),
    ) = command.as_ref()
    else {
        panic!("a claim is created")
    };
    assert_eq!((title.as_str(), declared.minor()), ("Exam # 1", 101_000));
    assert!(
        matches!(&one.steps[2].expected, Expected::Accepted(accepted)
        if accepted.status == Some(domain::Status::Editing))
    );
}

//! Traces: every approved and paid cent leads to an earning, and every earned cent is somewhere.

use std::collections::BTreeMap;

use application::story::{Story, the_story};
use domain::{ClaimId, Fund, FundId, LotId};
use projections::trace::{
    FundTrace, Origin, TraceError, Whereabouts, fund_of_lot, trace_claim, trace_fund, trace_lot,
};
use tests::database::Scratch;
use tests::stage::claim;

use super::proven::{logged, story, told};
use super::views::given::{World, random_history};

const ROLLED: &str = "story rolled \"Money that was rolled over pays a claim\"
programme helio-coop
actor Ada  = ada@helio-cloud      programme_admin
actor Ines = ines@helio-cloud     reviewer
actor Marc = marc@helio-cloud     approver
actor Fay  = fay@helio-cloud      finance
actor Tom  = tom@toitures-du-sud  partner_user
fund ONE = toitures-du-sud 2024-H1
fund TWO = toitures-du-sud 2024-H2
2023-07-03 Ada  publish         helio-coop -> ok
2023-07-03 Ada  open            ONE -> ok
2023-07-03 Ada  open            TWO -> ok
2023-12-31 Fay  record-earning  ONE L-1 100.00 earned 2023-09-30 source \"Q3\" -> ok
2023-12-31 Fay  record-earning  ONE L-2 200.00 earned 2023-12-31 source \"Q4\" -> ok
2024-06-30 Fay  roll-over       ONE to TWO 250.00 as L-3 -> ok
2024-06-30 Fay  adjust          TWO 50.00 bonus \"Partner of the quarter\" -> ok
2024-08-20 Tom  create          C-1 of TWO telemarketing \"Calls\" executed 2024-07-10 declared 280.00 -> editing
2024-08-20 Tom  attach-document C-1 invoice I-1 \"calls.pdf\" from \"Allo Sud\" number \"24/77\" dated 2024-07-14 total 280.00 claimed 280.00 -> editing
2024-08-20 Tom  attach-document C-1 proof P-1 \"report.pdf\" note \"Report of all calls\" -> editing
2024-08-20 Tom  submit          C-1 -> submitted
2024-08-21 Ines start-review    C-1 -> under_review
2024-08-21 Marc approve         C-1 280.00 line I-1 280.00 -> approved from L-3 280.00
2024-08-22 Fay  record-payment  C-1 PAY-1 130.00 reference \"SEPA 1\" value-date 2024-08-22 -> approved
";

const HEAD: u64 = u64::MAX >> 1;

fn lots_of(story: &Story, alias: &str) -> (FundId, LotId, ClaimId) {
    let (fund, claim) = (story.fund("BRETON"), story.claim("C-2"));
    (fund.unwrap(), story.lot(alias).unwrap(), claim.unwrap())
}

/// Where a lot's money is: place, fund, amount and paid, in words.
fn fates(trace: &FundTrace) -> Vec<String> {
    let lot = &trace.lots[0];
    let fate = |fate: &projections::trace::Fate| {
        let (amount, paid) = (fate.amount.amount(), fate.paid.amount());
        let hops = fate.through.len();
        format!("{} {amount} paid {paid} hops {hops}", fate.place.as_str())
    };
    assert!(lot.adds_up());
    lot.fates.iter().map(fate).collect()
}

#[tokio::test]
async fn the_three_earnings_that_paid_the_second_claim_are_traced() {
    let story = the_story();
    let scratch = told(&story).await;
    let trace = trace_claim(&scratch.pool, story.claim("C-2").unwrap(), HEAD).await;
    let trace = trace.unwrap();
    assert!(trace.adds_up());
    let lots = trace.lots.iter().map(|share| {
        let earning = &share.earnings[0];
        assert!(earning.through.is_empty() && earning.lot == share.lot);
        (
            story.names.alias_of(&share.lot),
            share.amount.minor(),
            share.paid.minor(),
        )
    });
    let expected = [("L-1", 240_000), ("L-2", 625_050), ("L-3", 124_950)];
    let expected = expected.map(|(lot, minor)| (lot.to_owned(), minor, minor));
    assert_eq!(lots.collect::<Vec<_>>(), expected);
    assert_eq!(trace.approved.unwrap().minor(), 990_000);
}

#[tokio::test]
async fn each_earning_of_the_story_is_traced_to_where_it_went() {
    let story = the_story();
    let scratch = told(&story).await;
    let mut went = BTreeMap::new();
    for alias in ["L-1", "L-2", "L-3"] {
        let (fund, lot, _) = lots_of(&story, alias);
        assert_eq!(
            fund_of_lot(&scratch.pool, lot, HEAD).await.unwrap(),
            Some(fund)
        );
        let trace = trace_lot(&scratch.pool, fund, lot, HEAD).await.unwrap();
        went.insert(alias, fates(&trace));
    }
    insta::assert_debug_snapshot!(went, @r#"
    {
        "L-1": [
            "claim 7000.00 paid 7000.00 hops 0",
            "claim 2400.00 paid 2400.00 hops 0",
        ],
        "L-2": [
            "claim 6250.50 paid 6250.50 hops 0",
        ],
        "L-3": [
            "claim 1249.50 paid 1249.50 hops 0",
            "expired 1100.00 paid 0.00 hops 0",
            "withdrawn 500.00 paid 0.00 hops 0",
        ],
    }
    "#);
}

#[tokio::test]
async fn money_that_was_rolled_over_is_followed_to_the_earnings_of_the_other_fund() {
    let story = story(ROLLED);
    let scratch = told(&story).await;
    let trace = trace_claim(&scratch.pool, story.claim("C-1").unwrap(), HEAD).await;
    let trace = trace.unwrap();
    assert!(trace.adds_up());
    assert_eq!(trace.lots.len(), 1);
    let earnings = trace.lots[0].earnings.iter().map(|part| {
        let origin = match &part.origin {
            Origin::Earned { source, .. } => source.clone(),
            Origin::RolledOver { .. } => "rolled over".to_owned(),
            Origin::Adjusted => "adjusted".to_owned(),
        };
        let through: Vec<String> = part
            .through
            .iter()
            .map(|through| story.names.alias_of(&through.lot))
            .collect();
        let lot = story.names.alias_of(&part.lot);
        let (amount, paid) = (part.amount.amount(), part.paid.amount());
        format!("{lot} {origin} {amount} paid {paid} through {through:?}")
    });
    insta::assert_debug_snapshot!(earnings.collect::<Vec<_>>(), @r#"
    [
        "L-1 Q3 100.00 paid 100.00 through [\"L-3\"]",
        "L-2 Q4 150.00 paid 30.00 through [\"L-3\"]",
        "L-3 adjusted 30.00 paid 0.00 through []",
    ]
    "#);
}

#[tokio::test]
async fn an_earning_is_followed_through_rollovers_to_the_claims_it_pays() {
    let story = story(ROLLED);
    let scratch = told(&story).await;
    let (one, two) = (story.fund("ONE").unwrap(), story.fund("TWO").unwrap());
    let traced = async |fund, alias: &str| {
        let lot = story.lot(alias).unwrap();
        fates(&trace_lot(&scratch.pool, fund, lot, HEAD).await.unwrap())
    };
    assert_eq!(
        traced(one, "L-1").await,
        ["claim 100.00 paid 100.00 hops 1"]
    );
    assert_eq!(
        traced(one, "L-2").await,
        [
            "claim 150.00 paid 30.00 hops 1",
            "remaining 50.00 paid 0.00 hops 0"
        ]
    );
    assert_eq!(
        traced(two, "L-3").await,
        [
            "claim 280.00 paid 130.00 hops 0",
            "remaining 20.00 paid 0.00 hops 0"
        ]
    );
}

#[tokio::test]
async fn between_the_two_events_of_a_rollover_its_money_is_on_its_way() {
    let story = story(ROLLED);
    let scratch = told(&story).await;
    let (one, two) = (story.fund("ONE").unwrap(), story.fund("TWO").unwrap());
    let out: i64 =
        sqlx::query_scalar("select position from events where event_type = 'FundRolledOut'")
            .fetch_one(&scratch.pool)
            .await
            .unwrap();
    let lot = story.lot("L-1").unwrap();
    let trace = trace_lot(&scratch.pool, one, lot, out.unsigned_abs())
        .await
        .unwrap();
    assert!(trace.adds_up());
    assert_eq!(
        trace.lots[0].fates[0].place,
        Whereabouts::OnItsWay { to: two }
    );
    assert_eq!(trace.lots[0].rolled_over.amount(), "100.00");
}

/// What each claim has of each fund's earnings, from both sides.
async fn both_ways_agree(scratch: &Scratch, world: &World, until: u64) {
    let mut forward: BTreeMap<(ClaimId, LotId), (i64, i64)> = BTreeMap::new();
    for id in world.funds.keys() {
        let trace = match trace_fund(&scratch.pool, *id, until).await {
            Ok(trace) => trace,
            Err(TraceError::FundBeginsLater { .. }) => continue,
            Err(error) => panic!("{error:?}"),
        };
        assert!(trace.adds_up(), "every cent is somewhere");
        for lot in &trace.lots {
            if matches!(lot.origin, Origin::RolledOver { .. }) {
                continue;
            }
            for fate in &lot.fates {
                if let Whereabouts::Claim(claim) = fate.place {
                    let known = forward.entry((claim, lot.lot)).or_default();
                    known.0 += fate.amount.minor();
                    known.1 += fate.paid.minor();
                }
            }
        }
    }
    let mut back: BTreeMap<(ClaimId, LotId), (i64, i64)> = BTreeMap::new();
    for id in world.claims.keys() {
        let trace = match trace_claim(&scratch.pool, *id, until).await {
            Ok(trace) => trace,
            Err(TraceError::ClaimBeginsLater { .. }) => continue,
            Err(error) => panic!("{error:?}"),
        };
        assert!(trace.adds_up(), "{trace:#?}");
        for part in trace.lots.iter().flat_map(|share| &share.earnings) {
            if matches!(part.origin, Origin::Earned { .. }) {
                let known = back.entry((*id, part.lot)).or_default();
                known.0 += part.amount.minor();
                known.1 += part.paid.minor();
            }
        }
    }
    assert_eq!(forward, back);
    assert!(!back.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn in_random_histories_both_ways_agree_and_every_cent_is_somewhere() {
    for seed in [1, 2, 3] {
        let world = random_history(seed, 1_500);
        let scratch = logged(&world.log).await;
        let whole = world.log.len() as u64;
        for until in [whole / 3, whole / 2, whole] {
            // The claim's event and what it does to the fund became true together.
            let rest = &world.log[until as usize..];
            let entailed = rest.iter().take_while(|event| event.kind == "fund").count() as u64;
            both_ways_agree(&scratch, &world, until + entailed).await;
        }
        for (id, fund) in &world.funds {
            let trace = trace_fund(&scratch.pool, *id, whole).await.unwrap();
            as_the_domain_has_it(&trace, fund);
        }
    }
}

fn as_the_domain_has_it(trace: &FundTrace, fund: &Fund) {
    let remaining = |lot: &projections::trace::LotTrace| -> i64 {
        let here = lot.fates.iter().filter(|fate| fate.through.is_empty());
        let here = here.filter(|fate| fate.place == Whereabouts::Remaining);
        here.map(|fate| fate.amount.minor()).sum()
    };
    let traced: Vec<(LotId, i64)> = trace
        .lots
        .iter()
        .map(|lot| (lot.lot, remaining(lot)))
        .collect();
    let known: Vec<(LotId, i64)> = fund
        .lots
        .iter()
        .map(|lot| (lot.id, lot.remaining_minor))
        .collect();
    assert_eq!(traced, known);
}

#[tokio::test]
async fn a_position_inside_an_append_counts_as_its_end() {
    let story = the_story();
    let scratch = told(&story).await;
    let paid: i64 =
        sqlx::query_scalar("select max(position) from events where event_type = 'PaymentRecorded'")
            .fetch_one(&scratch.pool)
            .await
            .unwrap();
    let second = story.claim("C-2").unwrap();
    let trace = trace_claim(&scratch.pool, second, paid.unsigned_abs()).await;
    let trace = trace.unwrap();
    assert!(trace.adds_up());
    assert_eq!(trace.paid.minor(), 990_000);
    assert_eq!(trace.position, paid.unsigned_abs() + 1);
}

#[tokio::test]
async fn a_claim_that_was_not_approved_has_no_lots() {
    let story = the_story();
    let scratch = told(&story).await;
    let third = trace_claim(&scratch.pool, story.claim("C-3").unwrap(), HEAD).await;
    let third = third.unwrap();
    assert_eq!((third.approved, third.lots.len()), (None, 0));
    assert!(third.adds_up());
}

#[tokio::test]
async fn what_is_not_there_is_told() {
    let story = the_story();
    let scratch = told(&story).await;
    let (fund, lot, second) = lots_of(&story, "L-3");
    let unknown = trace_claim(&scratch.pool, claim("nobody's"), HEAD).await;
    assert_eq!(unknown.unwrap_err().code(), "claim_not_found");
    let early = trace_claim(&scratch.pool, second, 5).await;
    assert_eq!(early.unwrap_err().code(), "claim_begins_later");
    let early = trace_fund(&scratch.pool, fund, 1).await;
    assert_eq!(early.unwrap_err().code(), "fund_begins_later");
    let early = trace_lot(&scratch.pool, fund, lot, 3).await;
    assert_eq!(early.unwrap_err().code(), "lot_not_found");
    let other = FundId::from_uuid(lot.uuid());
    let unknown = trace_lot(&scratch.pool, other, lot, HEAD).await;
    assert_eq!(unknown.unwrap_err().code(), "fund_not_found");
    let unknown = LotId::from_uuid(fund.uuid());
    assert_eq!(
        fund_of_lot(&scratch.pool, unknown, HEAD).await.unwrap(),
        None
    );
}

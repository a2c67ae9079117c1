//! The demonstration's programme says what the published policy of the vendor says.

use application::story::embedded_policy;
use domain::Policy;
use domain::calendar::Days;

fn helio() -> Policy {
    embedded_policy(&"helio-coop".parse().unwrap()).unwrap()
}

#[test]
fn both_halves_of_three_years_follow_each_other_without_a_gap() {
    let policy = helio();
    let ids: Vec<&str> = policy
        .periods
        .iter()
        .map(|period| period.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "2023-H1", "2023-H2", "2024-H1", "2024-H2", "2025-H1", "2025-H2"
        ]
    );
    for pair in policy.periods.windows(2) {
        let follows = |before: Days, after: Days| before.to.succ_opt() == Some(after.from);
        assert!(follows(pair[0].used, pair[1].used), "{}", pair[1].id);
        assert!(follows(pair[0].claimed, pair[1].claimed), "{}", pair[1].id);
        assert_eq!(
            pair[1].earned, pair[0].used,
            "earned in the half before {}",
            pair[1].id
        );
    }
}

#[test]
fn every_activity_has_two_names_and_asks_for_a_proof() {
    let policy = helio();
    assert_eq!(policy.activities.len(), 18);
    for activity in &policy.activities {
        assert!(!activity.proofs.is_empty(), "{}", activity.code);
        let asked = activity.proofs.iter().chain(&activity.metrics);
        for name in asked.map(|asked| &asked.name).chain([&activity.name]) {
            assert!(
                !name.en.is_empty() && !name.fr.is_empty(),
                "{}",
                activity.code
            );
        }
    }
    let show = policy.activity(&"trade-show".parse().unwrap()).unwrap();
    assert_eq!(show.name.fr, "Salon professionnel");
    let proofs: Vec<&str> = show
        .proofs
        .iter()
        .map(|proof| proof.code.as_str())
        .collect();
    assert_eq!(proofs, ["photo", "agenda"]);
    assert_eq!(show.metrics[0].code.as_str(), "booth-visitors");
}

#[test]
fn an_unknown_key_of_a_programme_is_refused() {
    let text = include_str!("../../../fixtures/programmes/helio-coop.toml");
    assert!(toml::from_str::<Policy>(text).is_ok());
    let with_a_slip = text.replace("[deadlines]", "[deadlines]\nreview_days = 2");
    let error = toml::from_str::<Policy>(&with_a_slip).unwrap_err();
    assert!(error.message().contains("review_days"), "{error}");
}

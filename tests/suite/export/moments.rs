//! The same moment is the same export, whatever happened since; earlier ones are as it was then.

use application::export::{Format, What};

use super::{Place, column, export_of, exported_at, pairs, told, told_of_two, wish};

/// How the story's claims stood after the event at a position, as the domain tells it.
async fn statuses(pool: &sqlx::PgPool, position: u64) -> Vec<String> {
    let place = exported_at(pool, Format::Csv, What::Claims, position).await;
    column(&place, "claims.csv", "status")
}

#[tokio::test]
async fn the_same_moment_gives_the_same_bytes_whatever_happened_since() {
    let (scratch, ledger) = told().await;
    let position = *ledger.head().borrow();
    let mut before = vec![];
    for (format, what) in pairs() {
        before.push(exported_at(&scratch.pool, format, what, position).await);
    }
    let request = domain::ClaimCommand::AddComment(domain::claim::AddComment {
        id: domain::CommentId::from_uuid(domain::named_uuid("later")),
        text: "later".to_owned(),
        document: None,
        in_reply_to: None,
        visibility: domain::claim::Visibility::Everyone,
    });
    let claim = application::story::the_story().claim("C-1").unwrap();
    let command = projections::Command::Claim(claim, request);
    let camille = tests::stage::actor("camille@atelier-breton partner_user");
    let request = projections::Request::new(command, camille, tests::stage::noon());
    ledger.execute(request).await.unwrap();
    for ((format, what), before) in pairs().zip(before) {
        let after = exported_at(&scratch.pool, format, what, position).await;
        assert_eq!(before.names(), after.names());
        for name in before.names() {
            assert_eq!(before.bytes(&name), after.bytes(&name), "{format} {name}");
        }
    }
}

#[tokio::test]
async fn claims_stand_as_they_stood_then() {
    let (scratch, ledger) = told().await;
    let head = *ledger.head().borrow();
    assert_eq!(statuses(&scratch.pool, head).await.len(), 3);
    let rows: Vec<(i64, String, String)> = sqlx::query_as(
        "select position, event_type, aggregate_id from events
        where aggregate_type = 'claim' order by position",
    )
    .fetch_all(&scratch.pool)
    .await
    .unwrap();
    let after = |name: &str| {
        let found = rows.iter().find(|(_, event, _)| event == name);
        found.map(|(position, ..)| position.unsigned_abs()).unwrap()
    };
    let first = after("ClaimCreated");
    assert_eq!(statuses(&scratch.pool, first).await, ["editing"]);
    assert!(statuses(&scratch.pool, first - 1).await.is_empty());
    let submitted = after("ClaimSubmitted");
    assert_eq!(statuses(&scratch.pool, submitted).await, ["submitted"]);
    let asked = after("InfoRequested");
    assert_eq!(statuses(&scratch.pool, asked).await, ["action_required"]);
    let approved = after("ClaimApproved");
    let place = exported_at(&scratch.pool, Format::Csv, What::Claims, approved).await;
    assert_eq!(column(&place, "claims.csv", "approved"), ["7000.00"]);
    assert_eq!(column(&place, "claims.csv", "paid"), ["0.00"]);
}

#[tokio::test]
async fn one_partners_export_holds_that_partners_alone() {
    let (scratch, _ledger) = told_of_two().await;
    for (what, rows) in [
        (What::Events, 5),
        (What::Claims, 1),
        (What::Postings, 2),
        (What::History, 3),
    ] {
        let place = Place::new();
        let wish = application::export::Wish {
            partner: Some("studio-lyon".parse().unwrap()),
            ..wish(&scratch.pool, Format::Csv, what, &place).await
        };
        let manifest = export_of(&scratch.pool, &wish).await.unwrap();
        assert_eq!(manifest.files[0].rows, rows, "{what}");
        assert_eq!(manifest.partner, wish.partner);
        let name = format!("{what}.csv");
        if what != What::Events {
            let partners = column(&place, &name, "partner");
            assert!(partners.iter().all(|partner| partner == "studio-lyon"));
        }
        assert!(!place.read(&name).contains("atelier-breton"));
    }
}

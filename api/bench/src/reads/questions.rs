//! The questions, each over HTTP and as the statement behind its answer.

use std::sync::Arc;

use domain::{ClaimId, FundId};
use projections::identity::{Identity, IdentityError};
use projections::views::{
    ClaimFilter, FundFilter, Limit, Page, ReadError, Viewer, Views, statements,
};

use super::asking::Asked;
use crate::lifecycle::Cast;
use crate::served::key_of;
use crate::stage::Stage;

/// How many partners ask at the most; pgbench plans each one's statement once a client.
const PARTNERS_MAX: usize = 32;

/// How many claims a page of the list has.
const LISTED: u32 = 50;

/// Why the questions could not be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum QuestionsError {
    #[error(transparent)]
    Views(#[from] ReadError),
    #[error(transparent)]
    Keys(#[from] IdentityError),
}

/// One question, asked by several partners.
pub(super) struct Question {
    pub name: &'static str,
    pub requests: Arc<[Asked]>,
    /// The same, as PostgreSQL is asked.
    pub statements: Vec<String>,
}

/// A partner with a fund and a claim.
struct Partner {
    key: String,
    org: String,
    viewer: Viewer,
    fund: FundId,
    claim: ClaimId,
    /// The position of the claim's last event.
    position: u64,
}

impl Partner {
    /// Finds some that have claims, and of each the claim with the longest life.
    async fn some(
        views: &Views,
        identity: &Identity,
        stage: &Stage,
    ) -> Result<Vec<Self>, QuestionsError> {
        let mut found = vec![];
        let (all, page) = (ClaimFilter::default(), page());
        for (n, fund) in stage.funds.iter().enumerate() {
            let partner = Cast::around(n).partner;
            let viewer = Viewer::Partner(partner.org.clone());
            let rows = views.claims(&viewer, &all, &page).await?.rows;
            if let Some(claim) = rows.iter().max_by_key(|claim| claim.latest.version) {
                found.push(Self {
                    key: key_of(identity, &partner).await?,
                    org: partner.org.to_string(),
                    viewer,
                    fund: *fund,
                    claim: claim.id,
                    position: claim.position,
                });
            }
            if found.len() == PARTNERS_MAX {
                break;
            }
        }
        Ok(found)
    }
}

/// Makes the questions, for partners who have claims.
pub(super) async fn questions(
    views: &Views,
    identity: &Identity,
    stage: &Stage,
) -> Result<Vec<Question>, QuestionsError> {
    let partners = Partner::some(views, identity, stage).await?;
    let question = |name, ask: &dyn Fn(&Partner) -> (String, String)| {
        let (mut requests, mut statements) = (vec![], vec![]);
        for partner in &partners {
            let (path, statement) = ask(partner);
            let key = partner.key.clone();
            requests.push(Asked { path, key });
            statements.push(statement);
        }
        Question {
            name,
            requests: requests.into(),
            statements,
        }
    };
    let of_claim = |asked: &Partner, position: &str| {
        let (name, id) = (asked.claim.to_string(), asked.claim.uuid().to_string());
        let values = [text(&name), id_of(&id), position.to_owned()];
        filled(&statements::claim(), &values)
    };
    Ok(vec![
        question("overview", &|asked| {
            let statement = statements::overview(&asked.viewer, &FundFilter::default());
            let values = [text(&asked.org)];
            ("/v1/overview".to_owned(), filled(&statement, &values))
        }),
        question("claims", &|asked| {
            let statement = statements::claims(&asked.viewer, &ClaimFilter::default(), &page());
            let values = [text(&asked.org), (LISTED + 1).to_string()];
            let path = format!("/v1/claims?limit={LISTED}");
            (path, filled(&statement, &values))
        }),
        question("claim", &|asked| {
            let path = format!("/v1/claims/{}", asked.claim);
            (path, of_claim(asked, "null::bigint"))
        }),
        question("claim_as_of", &|asked| {
            let Partner {
                claim, position, ..
            } = asked;
            let path = format!("/v1/claims/{claim}?as_of_position={position}");
            (path, of_claim(asked, &format!("{position}::bigint")))
        }),
        question("history", &|asked| {
            let path = format!("/v1/claims/{}/history", asked.claim);
            (path, of_claim(asked, "null::bigint"))
        }),
        question("fund", &|asked| {
            let statement = statements::fund(&asked.viewer, asked.fund);
            let id = asked.fund.uuid().to_string();
            let values = [text(&asked.org), id_of(&id)];
            let path = format!("/v1/funds/{}", asked.fund);
            (path, filled(&statement, &values))
        }),
    ])
}

fn page<C>() -> Page<C> {
    Page {
        after: None,
        limit: Limit::try_from(LISTED).expect("a page may be as long"),
    }
}

/// Writes a name or an id, which have no quotes in them, as SQL has it.
fn text(name: &str) -> String {
    format!("'{name}'::text")
}

fn id_of(id: &str) -> String {
    format!("'{id}'::uuid")
}

/// Puts values in the place of `$1` and so on.
fn filled(statement: &str, values: &[String]) -> String {
    let numbered = values.iter().enumerate().rev();
    numbered.fold(statement.to_owned(), |statement, (n, value)| {
        statement.replace(&format!("${}", n + 1), value)
    })
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn values_stand_where_they_are_bound() {
        let values: Vec<String> = (1..=11).map(|n| format!("v{n}")).collect();
        assert_eq!(filled("$1 $11 $2", &values), "v1 v11 v2");
    }
}

//! Logs for the tests of the views: decided by the domain alone, inserted by plain SQL.

pub mod chance;
mod database;
mod random;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::event::Named;
use domain::programme::{Activity, Bilingual, Deadlines, Period};
use domain::{
    Claim, ClaimCommand, ClaimId, Fund, FundCommand, FundId, Policy, Refusal, Stamped, claim, fund,
};
use uuid::Uuid;

pub use database::{append, database_with, digests, folded, hasty, no_head, reach};
pub use random::random_history;

/// An event as the log keeps it.
#[derive(Clone, Debug)]
pub struct Logged {
    pub kind: &'static str,
    pub id: String,
    pub sequence: i64,
    pub name: String,
    pub version: String,
    pub payload: String,
}

/// Claims and funds with all that ever happened to them.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub claims: BTreeMap<ClaimId, Claim>,
    pub funds: BTreeMap<FundId, Fund>,
    pub log: Vec<Logged>,
    versions: BTreeMap<String, i64>,
}

pub fn text<T: std::str::FromStr>(text: &str) -> T {
    text.parse()
        .ok()
        .unwrap_or_else(|| panic!("{text:?} does not parse"))
}

pub fn euros(minor: i64) -> domain::Money {
    domain::Money::from_minor(minor, domain::Currency::EUR)
}

pub fn uuid(name: &str) -> Uuid {
    domain::named_uuid(name)
}

pub fn claim_id(name: &str) -> ClaimId {
    ClaimId::from_uuid(uuid(name))
}

/// The fund of a partner in a period.
pub fn fund_id(partner: &str, period: &str) -> FundId {
    domain::fund_id(
        &text("boost"),
        &text(period),
        &text(partner),
        domain::Currency::EUR,
    )
}

pub fn policy() -> Policy {
    let days = |from, to| domain::calendar::Days {
        from: text(from),
        to: text(to),
    };
    let period = |id| Period {
        id: text(id),
        earned: days("2023-01-01", "2025-12-31"),
        used: days("2024-01-01", "2024-12-31"),
        claimed: days("2024-01-01", "2025-12-31"),
    };
    let name = || Bilingual {
        en: "Trade show".into(),
        fr: "Salon".into(),
    };
    Policy {
        name: "Boost".into(),
        vendor: text("helio"),
        currency: domain::Currency::EUR,
        time_zone: chrono_tz_paris(),
        calendar: domain::calendar::BusinessCalendar::monday_to_friday(),
        periods: vec![period("h1"), period("h2")],
        activities: vec![
            Activity {
                code: text("show"),
                name: name(),
                proofs: vec![],
                metrics: vec![],
            },
            Activity {
                code: text("print"),
                name: name(),
                proofs: vec![],
                metrics: vec![],
            },
        ],
        deadlines: Deadlines {
            review_business_days: 2,
            dispute_review_business_days: 5,
            answer_business_days: 14,
            dispute_days: 30,
            payment_business_days: 45,
            evidence_months: 24,
        },
        guide: None,
    }
}

fn chrono_tz_paris<T: serde::de::DeserializeOwned>() -> T {
    serde_json::from_str("\"Europe/Paris\"").unwrap()
}

impl World {
    /// Carries out a command on a claim; its events join the log.
    pub fn claim(
        &mut self,
        id: ClaimId,
        by: &str,
        at: DateTime<Utc>,
        command: ClaimCommand,
    ) -> Result<(), Refusal> {
        let (by, policy) = (text(by), policy());
        let fund_id = match &command {
            ClaimCommand::Create(claim::Create { fund, .. }) => Some(*fund),
            _ => self.claims.get(&id).map(|claim| claim.fund),
        };
        let given = claim::Given {
            id,
            at,
            by: &by,
            policy: Some((1, &policy)),
            fund: fund_id.and_then(|id| self.funds.get(&id)),
        };
        let decision = claim::decide(self.claims.get(&id), &command, &given)?;
        for event in decision.claim {
            let stamped = Stamped {
                at,
                by: by.clone(),
                event,
            };
            let mut state = self.claims.remove(&id);
            claim::evolve(&mut state, &stamped);
            self.claims.extend(state.map(|state| (id, state)));
            self.record("claim", id.to_string(), stamped.event.name(), &stamped);
        }
        for event in decision.fund {
            self.fund_event(
                fund_id.unwrap(),
                &Stamped {
                    at,
                    by: by.clone(),
                    event,
                },
            );
        }
        Ok(())
    }

    /// Carries out a command on a fund; its events join the log.
    pub fn fund(
        &mut self,
        id: FundId,
        by: &str,
        at: DateTime<Utc>,
        command: FundCommand,
    ) -> Result<(), Refusal> {
        let (by, policy) = (text(by), policy());
        let other = match &command {
            FundCommand::RollOver(fund::RollOver { to, .. }) => Some(*to),
            _ => None,
        };
        let given = fund::GivenToFund {
            id,
            at,
            by: &by,
            policy: Some((1, &policy)),
            other: other.and_then(|other| self.funds.get(&other)),
        };
        let decision = fund::decide(self.funds.get(&id), &command, &given)?;
        for event in decision.fund {
            self.fund_event(
                id,
                &Stamped {
                    at,
                    by: by.clone(),
                    event,
                },
            );
        }
        for event in decision.other {
            self.fund_event(
                other.unwrap(),
                &Stamped {
                    at,
                    by: by.clone(),
                    event,
                },
            );
        }
        Ok(())
    }

    fn fund_event(&mut self, id: FundId, stamped: &Stamped<domain::FundEvent>) {
        let mut state = self.funds.remove(&id);
        fund::evolve(&mut state, stamped);
        self.funds.extend(state.map(|state| (id, state)));
        self.record("fund", id.to_string(), stamped.event.name(), stamped);
    }

    fn record(
        &mut self,
        kind: &'static str,
        id: String,
        name: &str,
        payload: &impl serde::Serialize,
    ) {
        let version = self.versions.entry(id.clone()).or_default();
        *version += 1;
        self.log.push(Logged {
            kind,
            id,
            sequence: *version,
            name: name.to_owned(),
            version: domain::event::version_of(name).unwrap().to_owned(),
            payload: serde_json::to_string(payload).unwrap(),
        });
    }

    /// Opens a fund of a partner with one earning.
    pub fn open(&mut self, partner: &str, period: &str, earned_minor: i64) -> FundId {
        let id = fund_id(partner, period);
        let at = instant("2023-06-01T08:00:00Z");
        let open = FundCommand::Open(fund::Open {
            programme: text("boost"),
            period: text(period),
            partner: text(partner),
            currency: domain::Currency::EUR,
        });
        self.fund(id, "ada@helio programme_admin", at, open)
            .unwrap();
        let earn = FundCommand::RecordEarning(fund::RecordEarning {
            lot: domain::LotId::from_uuid(uuid(&format!("{partner}{period}"))),
            amount: euros(earned_minor),
            earned_on: text("2023-06-01"),
            source: "half year".into(),
        });
        self.fund(id, "fay@helio finance", at, earn).unwrap();
        id
    }

    /// Creates a claim.
    pub fn create(&mut self, name: &str, partner: &str, period: &str, minor: i64) -> ClaimId {
        let id = claim_id(name);
        let create = ClaimCommand::Create(claim::Create {
            fund: fund_id(partner, period),
            activity: text("show"),
            title: format!("Claim {name}"),
            executed_on: text("2024-03-14"),
            declared: euros(minor),
            location: None,
        });
        self.claim(
            id,
            &format!("camille@{partner} partner_user"),
            instant(NOON),
            create,
        )
        .unwrap();
        id
    }
}

/// A time of day at which everybody works.
pub const NOON: &str = "2024-03-20T12:00:00Z";

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A document whose file is named by its content.
pub fn document(name: &str, content: &str, kind: domain::DocumentKind) -> domain::Document {
    use sha2::{Digest, Sha256};
    domain::Document {
        id: domain::DocumentId::from_uuid(uuid(name)),
        kind,
        file: domain::document::File {
            sha256: domain::document::Sha256::from_bytes(Sha256::digest(content).into()),
            size: 1_000,
            media_type: "application/pdf".into(),
            name: format!("{name}.pdf"),
        },
        note: Some("as agreed".into()),
        answers: None,
    }
}

/// An invoice for a document.
pub fn invoice(number: &str, minor: i64) -> domain::DocumentKind {
    domain::DocumentKind::Invoice(domain::document::Cost {
        supplier: Some("Print SA".into()),
        number: number.into(),
        dated: text("2024-03-10"),
        total: euros(minor),
        claimed: euros(minor),
    })
}

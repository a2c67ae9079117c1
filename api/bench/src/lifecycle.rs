//! The life of a claim in eleven commands, from filing to approval.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::calendar::{BusinessCalendar, Days as Span};
use domain::claim::{ApprovedLine, InfoItem, ItemAnswer, Visibility};
use domain::document::{Cost, File, Sha256};
use domain::programme::{Activity, Bilingual, Deadlines, Period};
use domain::{
    Actor, ClaimCommand, ClaimId, CommentId, Currency, Document, DocumentId, DocumentKind, FundId,
    InfoRequestId, ItemId, Money, Policy, Role, claim,
};
use uuid::Uuid;

/// How many commands a claim's life takes.
pub(super) const COMMANDS_PER_CLAIM: usize = 11;

/// What a claim of the benchmark asks for, in minor units.
const REQUESTED_MINOR: i64 = 125_000;

/// Makes the policy of the benchmark: one period that is open at `at`.
pub(super) fn bench_policy(at: DateTime<Utc>) -> Policy {
    let today = at.date_naive();
    let shifted = |days: i64| match u64::try_from(days) {
        Ok(days) => today.checked_add_days(Days::new(days)).unwrap_or(today),
        Err(_) => today
            .checked_sub_days(Days::new(days.unsigned_abs()))
            .unwrap_or(today),
    };
    let open = Span {
        from: shifted(-180),
        to: shifted(180),
    };
    let name = |text: &str| Bilingual {
        en: text.to_owned(),
        fr: text.to_owned(),
    };
    Policy {
        name: "Benchmark".to_owned(),
        vendor: "vendor".parse().expect("a short name"),
        currency: Currency::EUR,
        time_zone: chrono_tz::Europe::Paris,
        calendar: BusinessCalendar::monday_to_friday(),
        periods: vec![Period {
            id: "bench".parse().expect("a short name"),
            earned: open,
            used: open,
            claimed: open,
        }],
        activities: vec![Activity {
            code: "trade-show".parse().expect("a short name"),
            name: name("Trade show"),
            proofs: vec![],
            metrics: vec![],
        }],
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

/// Those who act in the benchmark, around the partner of one fund.
#[derive(Clone, Debug)]
pub(super) struct Cast {
    pub partner: Actor,
    pub reviewer: Actor,
    pub approver: Actor,
    pub finance: Actor,
    pub admin: Actor,
}

impl Cast {
    /// Gives those around the partner of the n-th fund.
    pub fn around(n: usize) -> Self {
        let partner = format!("partner-{n}");
        let actor = |user: &str, org: &str, role| Actor {
            user: user.parse().expect("a short name"),
            org: org.parse().expect("a short name"),
            role,
        };
        Self {
            partner: actor("camille", &partner, Role::PartnerUser),
            reviewer: actor("ines", "vendor", Role::Reviewer),
            approver: actor("marc", "vendor", Role::Approver),
            finance: actor("fay", "vendor", Role::Finance),
            admin: actor("ada", "vendor", Role::ProgrammeAdmin),
        }
    }
}

/// The eleven commands of one claim, with who gives each.
#[derive(Debug)]
pub(super) struct Lifecycle {
    pub claim: ClaimId,
    pub commands: [(Actor, ClaimCommand); COMMANDS_PER_CLAIM],
}

impl Lifecycle {
    /// Makes the life of a new claim against a fund.
    pub(super) fn played_by(cast: &Cast, fund: FundId, today: NaiveDate) -> Self {
        let claim = ClaimId::from_uuid(Uuid::now_v7());
        let requested = Money::from_minor(REQUESTED_MINOR, Currency::EUR);
        let invoice = document(DocumentKind::Invoice(Cost {
            supplier: Some("Salon Breton de l'Informatique".to_owned()),
            number: claim.to_string(),
            dated: today,
            total: requested,
            claimed: requested,
        }));
        let line = ApprovedLine {
            document: invoice.id,
            approved: requested,
            reason: None,
        };
        let item = InfoItem {
            id: ItemId::from_uuid(Uuid::now_v7()),
            document: Some(invoice.id),
            text: "Please add the agenda of the event.".to_owned(),
        };
        let answer = ItemAnswer {
            item: item.id,
            text: "The agenda is attached.".to_owned(),
        };
        let (partner, reviewer) = (&cast.partner, &cast.reviewer);
        let attach = |document| {
            ClaimCommand::AttachDocument(claim::AttachDocument {
                document,
                contribution: None,
            })
        };
        let submit = |answers| {
            ClaimCommand::Submit(claim::Submit {
                answers,
                duplicates: vec![],
            })
        };
        let commands = [
            (
                partner,
                ClaimCommand::Create(claim::Create {
                    fund,
                    activity: "trade-show".parse().expect("a short name"),
                    title: "Stand at the spring trade show".to_owned(),
                    executed_on: today,
                    declared: requested,
                    location: Some("Rennes".to_owned()),
                }),
            ),
            (partner, attach(invoice)),
            (partner, attach(document(DocumentKind::Proof))),
            (
                partner,
                ClaimCommand::AddComment(claim::AddComment {
                    id: CommentId::from_uuid(Uuid::now_v7()),
                    text: "The invoice covers both days of the show.".to_owned(),
                    document: None,
                    in_reply_to: None,
                    visibility: Visibility::Everyone,
                }),
            ),
            (partner, submit(vec![])),
            (reviewer, ClaimCommand::StartReview),
            (
                reviewer,
                ClaimCommand::RequestInfo(claim::RequestInfo {
                    id: InfoRequestId::from_uuid(Uuid::now_v7()),
                    items: vec![item],
                }),
            ),
            (partner, attach(document(DocumentKind::Proof))),
            (partner, submit(vec![answer])),
            (reviewer, ClaimCommand::StartReview),
            (
                &cast.approver,
                ClaimCommand::Approve(claim::Approve {
                    approved: requested,
                    lines: vec![line],
                }),
            ),
        ];
        Self {
            claim,
            commands: commands.map(|(actor, command)| (actor.clone(), command)),
        }
    }
}

fn document(kind: DocumentKind) -> Document {
    let id = DocumentId::from_uuid(Uuid::now_v7());
    let mut digest = [0_u8; 32];
    digest[..16].copy_from_slice(id.uuid().as_bytes());
    digest[16..].copy_from_slice(Uuid::new_v4().as_bytes());
    Document {
        id,
        kind,
        file: File {
            sha256: Sha256::from_bytes(digest),
            size: 482_133,
            media_type: "application/pdf".to_owned(),
            name: "document-2026-114.pdf".to_owned(),
        },
        note: Some("Shows the stand on both days.".to_owned()),
        answers: None,
    }
}

//! Policies and documents, sound unless a test says otherwise.

use domain::Money;
use domain::calendar::{BusinessCalendar, Days};
use domain::document::{Cost, Document, DocumentKind, File, Sha256};
use domain::programme::{Activity, Asked, Bilingual, Deadlines, Period, Policy};

use super::cast::*;

/// The policy of the demo programme: fiscal halves, Paris, Monday to Friday.
pub fn policy() -> Policy {
    let days = |from, to| Days {
        from: day(from),
        to: day(to),
    };
    let both = |text: &str| Bilingual {
        en: text.into(),
        fr: text.into(),
    };
    let activity = |code| Activity {
        code: name(code),
        name: both(code),
        proofs: vec![],
        metrics: vec![],
    };
    Policy {
        name: "Helio co-op".into(),
        vendor: name("helio-cloud"),
        currency: domain::Currency::EUR,
        time_zone: chrono_tz::Europe::Paris,
        calendar: BusinessCalendar::monday_to_friday(),
        periods: vec![
            Period {
                id: name("2024-h1"),
                earned: days("2023-07-01", "2023-12-31"),
                used: days("2024-01-01", "2024-06-30"),
                claimed: days("2024-02-16", "2024-08-15"),
            },
            Period {
                id: name("2024-h2"),
                earned: days("2024-01-01", "2024-06-30"),
                used: days("2024-07-01", "2024-12-31"),
                claimed: days("2024-08-16", "2025-02-15"),
            },
        ],
        activities: vec![activity("trade-show"), activity("seminar")],
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

/// A file whose every byte of the digest is the number.
pub fn file(number: u8) -> File {
    File {
        sha256: Sha256::from_bytes([number; 32]),
        size: 48_213,
        media_type: "application/pdf".into(),
        name: format!("file-{number}.pdf"),
    }
}

fn cost(number: u8, total: Money, claimed: Money) -> Cost {
    Cost {
        supplier: None,
        number: format!("N-{number}"),
        dated: day("2024-03-15"),
        total,
        claimed,
    }
}

/// A third party's invoice; its supplier and number follow from its own number.
pub fn invoice(number: u8, total: Money, claimed: Money) -> Document {
    let supplier = Some(format!("Salon {number}"));
    Document {
        id: document(number.into()),
        kind: DocumentKind::Invoice(Cost {
            supplier,
            ..cost(number, total, claimed)
        }),
        file: file(number),
        note: None,
        answers: None,
    }
}

pub fn csr(number: u8, total: Money, claimed: Money) -> Document {
    let kind = DocumentKind::Csr(cost(number, total, claimed));
    Document {
        id: document(number.into()),
        kind,
        file: file(number),
        note: None,
        answers: None,
    }
}

/// The demo policy, with a trade show that asks for a photo and an agenda, and counts visitors.
///
/// The photo and the visitors are required.
pub fn asking_policy() -> Policy {
    let asked = |code: &str, required| Asked {
        code: name(code),
        name: Bilingual {
            en: code.into(),
            fr: code.into(),
        },
        required,
    };
    let mut policy = policy();
    policy.activities[0].proofs = vec![asked("photo", true), asked("agenda", false)];
    policy.activities[0].metrics = vec![asked("booth-visitors", true), asked("leads", false)];
    policy
}

/// A proof that says which of the asked-for proofs it is.
pub fn proof_of(number: u8, code: &str) -> Document {
    Document {
        answers: Some(name(code)),
        ..proof(number)
    }
}

pub fn proof(number: u8) -> Document {
    Document {
        id: document(number.into()),
        kind: DocumentKind::Proof,
        file: file(number),
        note: Some("our booth on the first day".into()),
        answers: None,
    }
}

//! What a list of claims is narrowed by: what its address holds, its form, its saved views.

use domain::{ActivityCode, OrgId, PeriodId, Role, Status};
use projections::stream::TaskKind;
use projections::views::{ClaimFilter, Search};

use super::is_for;
use crate::pages::say::{Html, Say};
use crate::pages::shell::{Shell, query};
use crate::pages::visitor::Visitor;

/// How many claims a page may have.
pub(super) const ROWS: [u32; 3] = [25, 50, 100];

/// How many it has, unless its reader says otherwise.
pub(super) const ROWS_USUALLY: u32 = 50;

const PREPARING: &str = "claims-view-preparing";

/// A view that is one click away: its name, and the statuses it shows.
const VIEWS: [(&str, &[Status]); 4] = [
    (PREPARING, &[Status::Editing, Status::ActionRequired]),
    (
        "claims-view-with-vendor",
        &[Status::Submitted, Status::UnderReview, Status::Disputed],
    ),
    ("claims-view-approved", &[Status::Approved, Status::Paid]),
    (
        "claims-view-closed",
        &[
            Status::Rejected,
            Status::RejectionFinal,
            Status::Cancelled,
            Status::Expired,
        ],
    ),
];

/// A saved view.
pub(super) struct View {
    pub(super) key: &'static str,
    pub(super) href: String,
    pub(super) is_current: bool,
}

/// What the form of filters holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters {
    pub(super) q: String,
    pub(super) statuses: Vec<Status>,
    pub(super) partner: String,
    pub(super) period: String,
    pub(super) activity: String,
}

/// Something that can be chosen: its code, its name, and whether it is.
type Choice = (String, String, bool);

/// What can be chosen of.
pub(super) struct Choices {
    pub(super) statuses: Vec<(&'static str, String, bool)>,
    pub(super) periods: Vec<Choice>,
    pub(super) activities: Vec<Choice>,
    /// None: there are too many to choose among.
    pub(super) partners: Vec<Choice>,
}

/// A filter that can be taken away.
pub(super) struct Pill {
    pub(super) text: Html,
    pub(super) href: String,
}

/// Gives what an address says of a name, if it says something.
pub(super) fn given<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = pairs.iter().find(|(known, _)| known == name);
    found
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty())
}

impl Filters {
    /// Reads the filters of an address; what is not understood filters nothing.
    pub(super) fn of(pairs: &[(String, String)]) -> Self {
        let text = |name| given(pairs, name).unwrap_or_default().to_owned();
        let statuses = pairs.iter().filter(|(name, _)| name == "status");
        let statuses = statuses.flat_map(|(_, value)| value.split(','));
        Self {
            q: text("q"),
            statuses: statuses.filter_map(|status| status.parse().ok()).collect(),
            partner: text("partner"),
            period: text("period"),
            activity: text("activity"),
        }
    }

    /// Gives what is asked of the ledger.
    pub(super) fn filter(&self) -> ClaimFilter {
        ClaimFilter {
            statuses: self.statuses.clone(),
            partner: self.partner.parse::<OrgId>().ok(),
            period: self.period.parse::<PeriodId>().ok(),
            activity: self.activity.parse::<ActivityCode>().ok(),
            search: self.q.parse::<Search>().ok(),
            ..ClaimFilter::default()
        }
    }

    pub(super) fn statuses(&self) -> String {
        let words: Vec<_> = self.statuses.iter().map(|status| status.as_str()).collect();
        words.join(",")
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let pairs = [
            ("q", self.q.clone()),
            ("status", self.statuses()),
            ("partner", self.partner.clone()),
            ("period", self.period.clone()),
            ("activity", self.activity.clone()),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        given
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// Gives the address of the list with these filters, some of them changed.
    pub(super) fn address(&self, shell: &Shell, changed: &[(&str, &str)]) -> String {
        self.address_at("/claims", shell, changed)
    }

    /// The same of what is beside the list.
    pub(super) fn address_at(&self, path: &str, shell: &Shell, changed: &[(&str, &str)]) -> String {
        let mut pairs = self.pairs();
        for (name, value) in changed {
            pairs.retain(|(known, _)| known != name);
            if !value.is_empty() {
                pairs.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        let pairs: Vec<_> = pairs.iter().collect();
        shell.to(query(path, &pairs))
    }
}

/// Lists the saved views; first what needs the reader, if something can.
pub(super) fn views(visitor: &Visitor, shell: &Shell, asked: &Filters) -> Vec<View> {
    let all = View {
        key: "claims-view-all",
        href: asked.address(shell, &[("status", "")]),
        is_current: asked.statuses.is_empty(),
    };
    let mine = needing(visitor.actor().role);
    let mine = (!mine.is_empty()).then_some(("claims-view-needs-you", mine));
    // What is with the partner is with its reader, who has it as what needs them.
    let is_partner = visitor.actor().role.is_partner();
    let saved = VIEWS
        .into_iter()
        .filter(|(key, _)| !is_partner || *key != PREPARING);
    let saved = saved.map(|(key, statuses)| (key, statuses.to_vec()));
    let saved = mine.into_iter().chain(saved).map(|(key, statuses)| {
        let words: Vec<_> = statuses.iter().map(|status| status.as_str()).collect();
        View {
            key,
            href: asked.address(shell, &[("status", &words.join(","))]),
            is_current: asked.statuses == statuses,
        }
    });
    std::iter::once(all).chain(saved).collect()
}

/// Gives the statuses in which a claim waits for somebody of a role.
fn needing(role: Role) -> Vec<Status> {
    let waits = |status: &Status| TaskKind::of(*status).is_some_and(|kind| is_for(role, kind));
    Status::ALL.into_iter().filter(waits).collect()
}

impl Choices {
    pub(super) fn of(visitor: &Visitor, asked: &Filters) -> Self {
        let say = visitor.say;
        let statuses = Status::ALL.iter().map(|status| {
            let word = say.word("status", status.as_str()).into_owned();
            (status.as_str(), word, asked.statuses == [*status])
        });
        let (mut periods, mut activities) = (vec![], vec![]);
        for programme in visitor.programmes.iter() {
            for period in &programme.policy.periods {
                let id = period.id.to_string();
                let is_chosen = asked.period == id;
                periods.push((id, say.period(period), is_chosen));
            }
            for activity in &programme.policy.activities {
                let code = activity.code.to_string();
                let is_chosen = asked.activity == code;
                activities.push((code, say.of(&activity.name).to_owned(), is_chosen));
            }
        }
        periods.dedup();
        activities.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
        activities.dedup();
        Self {
            statuses: statuses.collect(),
            periods,
            activities,
            partners: vec![],
        }
    }

    /// Adds the partners to choose among.
    pub(super) fn and_partners(self, partners: Vec<OrgId>, asked: &Filters, say: Say) -> Self {
        let partners = partners.into_iter().map(|partner| {
            let (code, name) = (partner.to_string(), say.org(&partner));
            let is_chosen = asked.partner == code;
            (code, name, is_chosen)
        });
        Self {
            partners: partners.collect(),
            ..self
        }
    }
}

/// Lists the filters that can be taken away.
pub(super) fn pills(visitor: &Visitor, shell: &Shell, asked: &Filters) -> Vec<Pill> {
    let say = visitor.say;
    let named = |name: &str, value: &str| match name {
        "status" => {
            let words = asked.statuses.iter();
            let words = words.map(|status| say.word("status", status.as_str()).into_owned());
            words.collect::<Vec<_>>().join(", ")
        }
        "partner" => value
            .parse()
            .map_or_else(|_| value.to_owned(), |org| say.org(&org)),
        "period" => chosen(&Choices::of(visitor, asked).periods, value),
        "activity" => chosen(&Choices::of(visitor, asked).activities, value),
        _ => value.to_owned(),
    };
    let pairs = asked.pairs().into_iter().map(|(name, value)| Pill {
        text: say
            .say_of(format!("claims-pill-{name}"))
            .text("value", named(&name, &value))
            .into_html(),
        href: asked.address(shell, &[(&name, "")]),
    });
    pairs.collect()
}

fn chosen(choices: &[Choice], value: &str) -> String {
    let found = choices.iter().find(|(known, ..)| known == value);
    found.map_or_else(|| value.to_owned(), |(_, name, _)| name.clone())
}

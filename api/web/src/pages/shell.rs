//! What stands around every page: navigation, tools, the moment that is looked at, the footer.

use std::borrow::Cow;

use application::ask::Answer;
use chrono::{DateTime, Utc};
use domain::Role;
use domain::access::{self, Operation};
use projections::log::Moment;

use super::assets::{ADDRESSES, Addresses};
use super::say::{Html, Say};
use super::visitor::{Visitor, pairs_of};

/// A place of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Overview,
    Review,
    Claims,
    Funds,
    Payments,
    Programmes,
    Operations,
    /// A page that the navigation does not lead to.
    Elsewhere,
}

impl Place {
    const fn href(self) -> &'static str {
        match self {
            Self::Overview | Self::Elsewhere => "/",
            Self::Review => "/review",
            Self::Claims => "/claims",
            Self::Funds => "/funds",
            Self::Payments => "/payments",
            Self::Programmes => "/programmes",
            Self::Operations => "/operations",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Overview | Self::Elsewhere => "layout-dashboard",
            Self::Review => "inbox",
            Self::Claims => "receipt-text",
            Self::Funds => "wallet",
            Self::Payments => "banknote",
            Self::Programmes => "book-open",
            Self::Operations => "server",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Overview | Self::Elsewhere => "shell-overview",
            Self::Review => "shell-review",
            Self::Claims => "shell-claims",
            Self::Funds => "shell-funds",
            Self::Payments => "shell-payments",
            Self::Programmes => "shell-programmes",
            Self::Operations => "shell-operations",
        }
    }

    /// Lists where somebody of a role goes.
    const fn of(role: Role) -> &'static [Self] {
        match role {
            Role::PartnerAdmin | Role::PartnerUser => &[Self::Overview, Self::Claims, Self::Funds],
            Role::Contributor => &[Self::Claims],
            Role::Reviewer | Role::Approver => {
                &[Self::Overview, Self::Review, Self::Claims, Self::Funds]
            }
            Role::Finance => &[
                Self::Overview,
                Self::Review,
                Self::Claims,
                Self::Funds,
                Self::Payments,
            ],
            Role::ProgrammeAdmin => &[
                Self::Overview,
                Self::Review,
                Self::Claims,
                Self::Funds,
                Self::Programmes,
                Self::Operations,
            ],
            Role::Auditor => &[
                Self::Overview,
                Self::Claims,
                Self::Funds,
                Self::Payments,
                Self::Operations,
            ],
            Role::Operator | Role::System => &[Self::Operations],
        }
    }
}

/// A place as the navigation shows it.
pub(super) struct NavItem {
    pub(super) href: String,
    pub(super) icon: &'static str,
    pub(super) name: &'static str,
    pub(super) is_current: bool,
    /// How much there needs the reader.
    pub(super) count: Option<usize>,
}

/// A step of the way to a page; the last one is the page itself.
pub(super) struct Crumb {
    pub(super) href: Option<String>,
    pub(super) name: String,
}

/// The moment that is looked at.
pub(super) struct Past {
    pub(super) position: u64,
    pub(super) recorded_at: DateTime<Utc>,
    /// The same page now.
    pub(super) now: String,
    /// The same page at the event before, and at the next one.
    pub(super) earlier: Option<Step>,
    pub(super) later: Option<Step>,
}

/// The same page at another event.
pub(super) struct Step {
    pub(super) position: u64,
    pub(super) href: String,
}

/// What stands around a page.
pub(super) struct Shell {
    pub(super) say: Say,
    pub(super) assets: &'static Addresses,
    pub(super) title: String,
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) role: Cow<'static, str>,
    pub(super) org: String,
    pub(super) is_of_vendor: bool,
    pub(super) has_roles: bool,
    pub(super) manages_members: bool,
    pub(super) home: &'static str,
    pub(super) nav: Vec<NavItem>,
    pub(super) crumbs: Vec<Crumb>,
    /// The address of this page, without what was done before it.
    pub(super) here: String,
    pub(super) position: u64,
    /// When the page was made.
    pub(super) at: DateTime<Utc>,
    pub(super) past: Option<Past>,
    /// What its reader has just done.
    pub(super) done: Option<Html>,
}

impl Shell {
    /// Puts a page's surroundings together.
    pub(super) fn new<T>(
        visitor: &Visitor,
        place: Place,
        title: impl Into<String>,
        answer: &Answer<T>,
    ) -> Self {
        Self::at(visitor, place, title.into(), answer.position, answer.moment)
    }

    /// The same for a page that is not of one answer.
    pub(super) fn at(
        visitor: &Visitor,
        place: Place,
        title: String,
        position: u64,
        moment: Option<Moment>,
    ) -> Self {
        let (say, actor) = (visitor.say, visitor.actor());
        let here = without(visitor, &["done"]);
        let nav = Place::of(actor.role).iter().map(|known| NavItem {
            href: on(known.href(), moment),
            icon: known.icon(),
            name: known.key(),
            is_current: *known == place,
            count: None,
        });
        let places = Place::of(actor.role);
        let crumb = Crumb {
            href: None,
            name: title.clone(),
        };
        Self {
            say,
            assets: &ADDRESSES,
            name: visitor.name.clone(),
            initials: initials(&visitor.name),
            role: say.role(actor.role),
            org: say.org(&actor.org),
            is_of_vendor: visitor.is_of_vendor(),
            has_roles: visitor.state.personas.is_empty(),
            manages_members: access::may_somewhere(actor.role, Operation::ManageMembers),
            home: places.first().map_or("/", |place| place.href()),
            nav: nav.collect(),
            crumbs: vec![crumb],
            position,
            at: visitor.now(),
            past: moment.map(|moment| Past::of(visitor, moment)),
            done: done(visitor),
            here,
            title,
        }
    }

    /// Puts a step before the page on the way to it.
    pub(super) fn under(mut self, href: &str, name: impl Into<String>) -> Self {
        let crumb = Crumb {
            href: Some(self.to(href)),
            name: name.into(),
        };
        let last = self.crumbs.len().saturating_sub(1);
        self.crumbs.insert(last, crumb);
        self
    }

    /// Names the page on the way to it otherwise than by its title.
    pub(super) fn called(mut self, name: impl Into<String>) -> Self {
        if let Some(last) = self.crumbs.last_mut() {
            last.name = name.into();
        }
        self
    }

    /// Says where the page is found that a refused form shows again.
    pub(super) fn found_at(mut self, href: impl Into<String>) -> Self {
        self.here = href.into();
        self
    }

    /// Says how much needs the reader at a place.
    pub(super) fn counting(mut self, place: Place, count: usize) -> Self {
        let found = self.nav.iter_mut().find(|item| item.name == place.key());
        if let Some(item) = found.filter(|_| count > 0) {
            item.count = Some(count);
        }
        self
    }

    /// Says what its reader has just done, on a page that they were not led to.
    pub(super) fn having_done(mut self, what: Option<&str>) -> Self {
        if let Some(what) = what {
            self.done = Some(Html::text(&self.say.t(&format!("done-{what}"))));
        }
        self
    }

    /// Gives an address as of the same moment.
    pub(super) fn to(&self, href: impl AsRef<str>) -> String {
        let href = href.as_ref();
        match &self.past {
            None => href.to_owned(),
            Some(past) => as_of(href, past.position),
        }
    }

    /// Says which events of what is shown are next to the moment, in the place of any event's.
    pub(super) fn between(mut self, earlier: Option<u64>, later: Option<u64>) -> Self {
        if let Some(past) = &mut self.past {
            let step = |position| Step {
                href: as_of(&past.now, position),
                position,
            };
            (past.earlier, past.later) = (earlier.map(step), later.map(step));
        }
        self
    }

    /// Tells whether what is shown is over, so that nothing can be done.
    pub(super) const fn is_past(&self) -> bool {
        self.past.is_some()
    }

    /// Gives the day of the moment that is shown, as its field has it.
    pub(super) fn asked_day(&self) -> String {
        self.say.day_text(self.say.local_day(self.shown_at()))
    }

    /// Gives the time of day of the moment that is shown, as its field has it.
    pub(super) fn asked_time(&self) -> String {
        self.say.clock(self.shown_at())
    }

    /// Gives the instant of what is shown.
    pub(super) fn shown_at(&self) -> DateTime<Utc> {
        self.past.as_ref().map_or(self.at, |past| past.recorded_at)
    }

    /// Gives the address of this page in another language or theme: where a choice leads back to.
    pub(super) fn back(&self) -> &str {
        &self.here
    }
}

impl Past {
    fn of(visitor: &Visitor, moment: Moment) -> Self {
        let now = without(visitor, AS_OF);
        let step = |position: u64| Step {
            href: as_of(&now, position),
            position,
        };
        let head = *visitor.state.ledger.head().borrow();
        let before = moment.position.checked_sub(1).filter(|it| *it > 0);
        let after = Some(moment.position + 1).filter(|it| *it <= head);
        Self {
            position: moment.position,
            recorded_at: moment.recorded_at,
            earlier: before.map(step),
            later: after.map(step),
            now,
        }
    }
}

/// The parameters that say which moment is looked at.
const AS_OF: &[&str] = &[
    "as_of",
    "as_of_position",
    "as_of_date",
    "as_of_time",
    "done",
];

fn on(href: &str, moment: Option<Moment>) -> String {
    moment.map_or_else(|| href.to_owned(), |moment| as_of(href, moment.position))
}

/// Gives an address as of a position.
pub(super) fn as_of(href: &str, position: u64) -> String {
    let joint = if href.contains('?') { '&' } else { '?' };
    match href.split_once('#') {
        None => format!("{href}{joint}as_of_position={position}"),
        Some((path, part)) => format!("{path}{joint}as_of_position={position}#{part}"),
    }
}

/// Gives the address of the page without some parameters.
fn without(visitor: &Visitor, names: &[&str]) -> String {
    let path = visitor.here.path();
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let kept: Vec<_> = pairs
        .iter()
        .filter(|(name, _)| !names.contains(&name.as_str()))
        .collect();
    query(path, &kept)
}

/// Writes an address with parameters.
pub(super) fn query<N: AsRef<str>, V: AsRef<str>>(path: &str, pairs: &[&(N, V)]) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", name.as_ref(), encoded(value.as_ref())));
    let pairs: Vec<String> = pairs.collect();
    match pairs.as_slice() {
        [] => path.to_owned(),
        pairs => format!("{path}?{}", pairs.join("&")),
    }
}

/// Says what its reader has just done, if there is a sentence for it.
fn done(visitor: &Visitor) -> Option<Html> {
    let pairs = visitor.here.query().map(pairs_of)?;
    let (_, what) = pairs.into_iter().find(|(name, _)| name == "done")?;
    let key = format!("done-{what}");
    visitor
        .say
        .knows(&key)
        .then(|| Html::text(&visitor.say.t(&key)))
}

/// Gives what stands for somebody in a small disc.
pub(super) fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let letters: String = match words.as_slice() {
        [first, .., last] => [first, last]
            .iter()
            .filter_map(|word| word.chars().next())
            .collect(),
        [only] => only.chars().take(2).collect(),
        [] => String::new(),
    };
    letters.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_two_letters() {
        assert_eq!(initials("Camille"), "CA");
        assert_eq!(initials("Jean Paul Dupont"), "JD");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_link_keeps_the_moment() {
        assert_eq!(as_of("/claims", 7), "/claims?as_of_position=7");
        assert_eq!(
            as_of("/claims?q=x#top", 7),
            "/claims?q=x&as_of_position=7#top"
        );
    }
}

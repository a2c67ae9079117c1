//! Who reads a page: in which language, of which programmes, as of when.

use std::sync::Arc;
use std::time::Duration;

use application::ask::{Asker, Freshness, Pages, ShownProgramme, When, moment};
use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use domain::{ActivityCode, Actor, OrgId, PeriodId, ProgrammeId, Role};
use moka::future::Cache;
use projections::log::AsOf;

use super::language::Language;
use super::preferences::{Theme, value_of};
use super::say::{Say, day};
use crate::State;
use crate::door::caller::Caller;
use crate::door::identify::CameIn;
use crate::failure::Failure;
use crate::problem::Problem;

/// The cookie that says how far the ledger had come when its reader last changed something.
pub(super) const SEEN: &str = "claims-seen";

/// How long a page waits for the views to know of what its reader did.
const WAIT: Duration = Duration::from_secs(3);

/// What is known of the programmes that somebody has to do with: their names and zones, which
/// pages show.
pub(crate) type KnownProgrammes = Cache<Actor, Arc<[ShownProgramme]>>;

/// How long that is good enough, and of how many readers it is known.
const GOOD_FOR: Duration = Duration::from_secs(5);
const READERS_MAX: u64 = 10_000;

/// How long a list of partners is good enough: a new one is chosen by its name meanwhile.
const PARTNERS_GOOD_FOR: Duration = Duration::from_secs(60);

/// Knows nothing yet.
pub(crate) fn known_programmes() -> KnownProgrammes {
    let cache = Cache::builder().max_capacity(READERS_MAX);
    cache.time_to_live(GOOD_FOR).build()
}

/// The partners that readers of lists choose among; none: they are too many.
pub(crate) type KnownPartners = Cache<Actor, Arc<[OrgId]>>;

/// Knows of none yet.
pub(crate) fn known_partners() -> KnownPartners {
    let cache = Cache::builder().max_capacity(READERS_MAX);
    cache.time_to_live(PARTNERS_GOOD_FOR).build()
}

/// Who reads a page.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) state: State,
    pub(super) caller: Caller,
    pub(super) came_in: CameIn,
    /// What they are called.
    pub(super) name: String,
    pub(super) say: Say,
    pub(super) theme: Theme,
    /// The moment they look at; none: now.
    pub(super) as_of: Option<AsOf>,
    fresh: Freshness,
    /// The address that was asked for.
    pub(super) here: Uri,
    /// The programmes that they have to do with.
    pub(super) programmes: Arc<[ShownProgramme]>,
}

impl Visitor {
    /// Gives who they are here.
    pub(super) const fn actor(&self) -> &Actor {
        &self.caller.by
    }

    /// Says who asks.
    pub(super) fn asker(&self) -> Asker<'_> {
        self.caller.asker()
    }

    /// Says as of when they ask, and that they want to see what they did themselves.
    pub(super) const fn when(&self) -> When {
        When {
            as_of: self.as_of,
            fresh: self.fresh,
        }
    }

    /// The same, for what is as it is now whatever moment they look at.
    pub(super) const fn as_it_is(&self) -> When {
        When {
            as_of: None,
            fresh: self.fresh,
        }
    }

    /// Gives the instant that it is.
    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.state.clock)()
    }

    /// Gives the day that it is, or was at the moment they look at, in their programme's zone.
    pub(super) fn today(&self, moment: Option<projections::log::Moment>) -> NaiveDate {
        let at = moment.map_or_else(|| self.now(), |moment| moment.recorded_at);
        self.say.local_day(at)
    }

    /// Finds a programme of theirs.
    pub(super) fn programme(&self, id: &ProgrammeId) -> Option<&ShownProgramme> {
        self.programmes.iter().find(|programme| programme.id == *id)
    }

    /// Names the vendor of a programme of theirs.
    pub(super) fn vendor_of(&self, id: &ProgrammeId) -> String {
        let vendor = self.programme(id).map(|programme| &programme.policy.vendor);
        vendor.map_or_else(String::new, |vendor| self.say.org(vendor))
    }

    /// Names a programme of theirs.
    pub(super) fn programme_name(&self, id: &ProgrammeId) -> String {
        let name = self
            .programme(id)
            .map(|programme| programme.policy.name.clone());
        name.unwrap_or_else(|| id.to_string())
    }

    /// Names a period of a programme of theirs.
    pub(super) fn period_name(&self, programme: &ProgrammeId, id: &PeriodId) -> String {
        let programme = self.programme(programme);
        let period = programme.and_then(|programme| programme.policy.period(id));
        period.map_or_else(|| id.to_string(), |period| self.say.period(period))
    }

    /// Names an activity of a programme of theirs.
    pub(super) fn activity_name(&self, programme: &ProgrammeId, code: &ActivityCode) -> String {
        let programme = self.programme(programme);
        let activity = programme.and_then(|programme| programme.policy.activity(code));
        let name = activity.map(|activity| self.say.of(&activity.name).to_owned());
        name.unwrap_or_else(|| code.to_string())
    }

    /// Gives the vendor of their programmes, if there is one alone.
    pub(super) fn vendor(&self) -> Option<&OrgId> {
        let mut vendors = self.programmes.iter().map(|it| &it.policy.vendor);
        let first = vendors.next()?;
        vendors.all(|vendor| vendor == first).then_some(first)
    }

    /// Tells whether they are of the vendor's side.
    pub(super) const fn is_of_vendor(&self) -> bool {
        matches!(
            self.caller.by.role,
            Role::Reviewer | Role::Approver | Role::Finance | Role::ProgrammeAdmin | Role::Auditor
        )
    }
}

impl FromRequestParts<State> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let came_in = CameIn::from_request_parts(parts, state).await?;
        let programmes = state.programmes_of(&caller.by).await?;
        let zone = programmes.first().map(|first| first.policy.time_zone);
        let say = Say {
            language: Language::of(&parts.headers),
            zone: zone.unwrap_or(Tz::UTC),
        };
        let persona = state.personas.iter().find(|known| known.actor == caller.by);
        let name = match persona {
            Some(known) => known.name.clone(),
            None => say.person(&caller.by.user),
        };
        let seen = value_of(&parts.headers, SEEN).and_then(|text| moment::position(&text));
        // A browser may remember another ledger at the same address.
        let seen = seen.filter(|seen| *seen <= *state.ledger.head().borrow());
        let as_of = asked_moment(&parts.uri, say)?;
        Ok(Self {
            state: state.clone(),
            came_in,
            name,
            say,
            theme: Theme::of(&parts.headers),
            as_of,
            fresh: Freshness {
                min_position: seen.filter(|_| as_of.is_none()),
                wait: seen.filter(|_| as_of.is_none()).map(|_| WAIT),
            },
            here: parts.uri.clone(),
            programmes,
            caller,
        })
    }
}

impl State {
    /// Forgets what is known of programmes: whoever has changed one sees that at once.
    pub(super) fn forget_programmes(&self) {
        self.known_programmes.invalidate_all();
    }

    /// Lists the programmes somebody has to do with, known for a few seconds.
    async fn programmes_of(&self, actor: &Actor) -> Result<Arc<[ShownProgramme]>, Failure> {
        if let Some(known) = self.known_programmes.get(actor).await {
            return Ok(known);
        }
        let asked = (self.questions).programmes(Asker::Actor(actor), &Pages::ALL, When::default());
        let programmes: Arc<[ShownProgramme]> = asked.await?.body.rows.into();
        let known = Arc::clone(&programmes);
        self.known_programmes.insert(actor.clone(), known).await;
        Ok(programmes)
    }
}

/// Reads the moment that is looked at: a position, an instant, or a day and a time by the clock of
/// the programme.
fn asked_moment(uri: &Uri, say: Say) -> Result<Option<AsOf>, Failure> {
    let pairs: Vec<(String, String)> = uri.query().map(pairs_of).unwrap_or_default();
    let given = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    };
    let bad = || Failure::from(Problem::of_moment());
    if let Some(position) = given("as_of_position") {
        let digits: String = position.chars().filter(char::is_ascii_digit).collect();
        let is_plain = position
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace());
        let position = is_plain.then(|| moment::position(&digits)).flatten();
        return position.map(AsOf::Position).map(Some).ok_or_else(bad);
    }
    if let Some(instant) = given("as_of") {
        let instant = moment::instant(instant).ok_or_else(bad)?;
        return Ok(Some(AsOf::Instant(instant)));
    }
    let Some(date) = given("as_of_date") else {
        return Ok(None);
    };
    let date = day(date).ok_or_else(bad)?;
    let instant = match given("as_of_time") {
        None => end_of(date, say.zone),
        Some(time) => NaiveTime::parse_from_str(&time.replace(['h', '.'], ":"), "%H:%M")
            .ok()
            .and_then(|time| instant_of(date, time, say.zone)),
    };
    Ok(Some(AsOf::Instant(instant.ok_or_else(bad)?)))
}

/// Reads the pairs of a query, as forms write them.
pub(super) fn pairs_of(query: &str) -> Vec<(String, String)> {
    axum::extract::Query::<Vec<(String, String)>>::try_from_uri(
        &format!("/?{query}").parse().unwrap_or_default(),
    )
    .map(|axum::extract::Query(pairs)| pairs)
    .unwrap_or_default()
}

/// Gives the last instant of a day that the ledger can tell from the next.
fn end_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let next = instant_of(day.checked_add_days(Days::new(1))?, NaiveTime::MIN, zone)?;
    Some(next - TimeDelta::microseconds(1))
}

/// Gives the instant at which a zone's clocks show something; where they are put back, the first.
fn instant_of(day: NaiveDate, time: NaiveTime, zone: Tz) -> Option<DateTime<Utc>> {
    let local = day.and_time(time);
    let found = zone.from_local_datetime(&local).earliest();
    // Where clocks are put forward, the hour that is left out begins when the next one does.
    let later = || {
        zone.from_local_datetime(&(local + TimeDelta::hours(1)))
            .earliest()
    };
    found.or_else(later).map(|at| at.to_utc())
}

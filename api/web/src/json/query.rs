//! Query parameters: each is known, given once, and parsed at the door.

use std::str::FromStr;

use application::ask::{Claims, Pages};
use application::wire::FieldError;
use application::wire::form::{
    ClaimNameText, ClaimsCounted, Day, Id, InstantOrDay, Moment, Name, PageLimit, PersonText,
    Position, TimeKind, Word,
};
use axum::extract::{FromRequestParts, Query};
use axum::http::Uri;
use axum::http::request::Parts;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ActivityCode, ClaimName, Currency, FundId, OrgId, PeriodId, Person, ProgrammeId, Role, Status,
};
use projections::log::AsOf;
use projections::stream::TaskKind;
use projections::views::Limit;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::as_of::take_as_of;
use super::read::take_page;
use crate::State;
use crate::failure::{Failure, told};
use crate::openapi::{Input, Parameter, Said};

/// The parameters of a request, taken out one by one; what is left over is refused.
#[derive(Debug)]
pub(super) struct Params {
    given: Vec<(String, String)>,
    errors: Vec<FieldError>,
    /// Which parameters are asked for, where they are to be described.
    asked: Option<Vec<Parameter>>,
}

/// A value that a parameter is parsed into: what its text looks like.
pub(in crate::json) trait Written {
    type Form: JsonSchema;
}

/// Says what the texts of values look like.
macro_rules! written {
    ($($value:ty => $form:ty;)*) => {$(
        impl Written for $value {
            type Form = $form;
        }
    )*};
}

written! {
    Status => Word<Status>;
    TaskKind => Word<TaskKind>;
    Role => Word<Role>;
    Currency => Word<Currency>;
    TimeKind => Word<TimeKind>;
    Claims => Word<ClaimsCounted>;
    OrgId => Name;
    ProgrammeId => Name;
    PeriodId => Name;
    ActivityCode => Name;
    Person => PersonText;
    NaiveDate => Day;
    DateTime<Utc> => InstantOrDay;
    AsOf => Moment;
    Limit => PageLimit;
    u64 => Position;
    FundId => Id<FundId>;
    ClaimName => ClaimNameText;
}

/// What a resource takes as parameters.
pub(super) trait Parameters: Sized + Send {
    /// Takes the parameters out; gives nothing only after refusing one.
    fn take(params: &mut Params) -> Option<Self>;
}

/// No parameters at all.
impl Parameters for () {
    fn take(_: &mut Params) -> Option<Self> {
        Some(())
    }
}

impl<A: Parameters, B: Parameters> Parameters for (A, B) {
    fn take(params: &mut Params) -> Option<Self> {
        let (a, b) = (A::take(params), B::take(params));
        Some((a?, b?))
    }
}

impl<A: Parameters, B: Parameters, C: Parameters> Parameters for (A, B, C) {
    fn take(params: &mut Params) -> Option<Self> {
        let ((a, b), c) = <((A, B), C)>::take(params)?;
        Some((a, b, c))
    }
}

/// As of which moment the answer is wanted: `as_of` or `as_of_position`.
impl Parameters for Option<AsOf> {
    fn take(params: &mut Params) -> Option<Self> {
        Some(take_as_of(params))
    }
}

/// One page of a list: `cursor` and `limit`.
impl<C: DeserializeOwned + Send> Parameters for Pages<C> {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self::One(take_page(params, |_| true)))
    }
}

/// What the parameters are is told by the very code that takes them out of a request.
impl<P: Parameters> Input for Asked<P> {
    fn tell(said: &mut Said) {
        let mut params = Params {
            given: vec![],
            errors: vec![],
            asked: Some(vec![]),
        };
        let _ = P::take(&mut params);
        let mut asked = params.asked.unwrap_or_default();
        // Nothing is given, so whatever is refused must be.
        for error in params.errors {
            let is_it = |asked: &&mut Parameter| error.pointer == format!("?{}", asked.name());
            asked.iter_mut().filter(is_it).for_each(Parameter::require);
        }
        said.may_fail(Failure::of_query(vec![]));
        if asked.iter().any(Parameter::is_of_a_moment) {
            said.may_be(400, told::OF_MOMENTS);
        }
        said.parameters.extend(asked);
    }
}

/// The parameters of a request that were read.
#[derive(Debug)]
pub(super) struct Asked<P>(pub(super) P);

impl<P: Parameters> FromRequestParts<State> for Asked<P> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        Params::read(&parts.uri).map(Self)
    }
}

impl Params {
    /// Reads all parameters of an address, or says which ones were not accepted.
    pub(super) fn read<P: Parameters>(uri: &Uri) -> Result<P, Failure> {
        let given = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map(|Query(given)| given)
            .map_err(|_| {
                Failure::of_query(vec![refused("", "bad_query", "the query is malformed")])
            })?;
        let mut params = Self {
            given,
            errors: vec![],
            asked: None,
        };
        let value = P::take(&mut params);
        for (name, _) in std::mem::take(&mut params.given) {
            params.refuse(
                &name,
                "unknown_parameter",
                "there is no such parameter here",
            );
        }
        match value {
            Some(value) if params.errors.is_empty() => Ok(value),
            _ => Err(Failure::of_query(params.errors)),
        }
    }

    /// Takes a parameter out, of which the text has a form; given twice, it is refused.
    pub(super) fn text<F: JsonSchema>(&mut self, name: &str) -> Option<String> {
        if let Some(asked) = &mut self.asked {
            asked.push(Parameter::of_query::<F>(name));
        }
        let first = self.given.iter().position(|(known, _)| known == name)?;
        let (_, value) = self.given.remove(first);
        if self.given.iter().any(|(known, _)| known == name) {
            self.given.retain(|(known, _)| known != name);
            self.refuse(name, "given_twice", "the parameter is given twice");
        }
        Some(value)
    }

    /// Takes a parameter out and parses it; absent is fine, present must be right.
    pub(super) fn parsed<T: Written>(
        &mut self,
        name: &str,
        detail: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text::<T::Form>(name)?;
        let value = parse(&text);
        if value.is_none() {
            self.refuse(name, "bad_value", detail);
        }
        value
    }

    /// Takes a short name out: an organisation, a programme, an activity …
    pub(super) fn name<T: FromStr + Written>(&mut self, name: &str) -> Option<T> {
        self.parsed(name, "this is not a name of the kind asked for", |text| {
            text.parse().ok()
        })
    }

    /// Says that a parameter was not accepted.
    pub(super) fn refuse(&mut self, name: &str, code: &'static str, detail: &str) {
        self.errors.push(refused(name, code, detail));
    }
}

fn refused(name: &str, code: &'static str, detail: &str) -> FieldError {
    FieldError {
        pointer: format!("?{name}"),
        code,
        detail: detail.to_owned(),
    }
}

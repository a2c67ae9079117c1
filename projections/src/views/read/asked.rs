//! A question to the database with the conditions that are asked for, and no others: each
//! combination is prepared and planned once a connection.

use domain::{OrgId, ProgrammeId};
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{Arguments, Encode, Postgres, QueryBuilder, Type};

use super::Viewer;
use crate::log::scan::signed;

/// A question that is put together. Its parts are constants, what they compare with is bound.
pub(super) struct Asked(QueryBuilder<'static, Postgres>);

/// The columns of whose a row is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    pub partner: &'static str,
    pub programme: &'static str,
    /// What a colleague sees of the rows; none: nothing.
    pub invited: Option<&'static str>,
}

impl Asked {
    /// Begins with a statement that ends in a condition.
    pub(super) fn new(statement: &'static str) -> Self {
        Self(QueryBuilder::new(statement))
    }

    /// Begins with a statement in which positions stand, as `$1` and so on.
    pub(super) fn of<const N: usize>(statement: &'static str, positions: [i64; N]) -> Self {
        let mut arguments = PgArguments::default();
        for position in positions {
            arguments
                .add(position)
                .expect("a number is encoded without fail");
        }
        Self(QueryBuilder::with_arguments(statement, arguments))
    }

    /// Adds a condition, if there is a value for it: the text ends where the value stands.
    pub(super) fn and(
        &mut self,
        condition: &'static str,
        value: Option<impl Encode<'static, Postgres> + Type<Postgres> + 'static>,
    ) -> &mut Self {
        if let Some(value) = value {
            self.0.push(" and ").push(condition).push(" (");
            self.0.push_bind(value).push(")");
        }
        self
    }

    /// The same with a value that is written as a word.
    pub(super) fn and_word(
        &mut self,
        condition: &'static str,
        value: Option<&impl ToString>,
    ) -> &mut Self {
        self.and(condition, value.map(ToString::to_string))
    }

    /// Adds a condition on what a claim is, if there is a value for it; as of a position, claims
    /// that changed since need not meet it: what they were is told by their fold.
    pub(super) fn and_now(
        &mut self,
        until: Option<u64>,
        condition: &'static str,
        value: Option<impl Encode<'static, Postgres> + Type<Postgres> + 'static>,
    ) -> &mut Self {
        match (until, value) {
            (None, value) => self.and(condition, value),
            (Some(_), None) => self,
            (Some(until), Some(value)) => {
                self.with(" and (position >", signed(until)).then(" or ");
                self.0.push(condition).push(" (");
                self.0.push_bind(value).push("))");
                self
            }
        }
    }

    /// Leaves only what somebody may see.
    pub(super) fn seen_by(&mut self, viewer: &Viewer, owner: Owner) -> &mut Self {
        match (viewer, owner.invited) {
            (Viewer::Inside, _) => self,
            (Viewer::Partner(own), _) => {
                self.0.push(" and ").push(owner.partner).push(" = ");
                self.0.push_bind(OrgId::to_string(own));
                self
            }
            (Viewer::Vendor(programmes), _) => {
                self.0.push(" and ").push(owner.programme).push(" = any(");
                let names = programmes.iter().map(ProgrammeId::to_string);
                self.0.push_bind(names.collect::<Vec<_>>()).push(")");
                self
            }
            (Viewer::Contributor(person), Some(invited)) => {
                self.0.push(" and ").push(invited).push(" ");
                self.0.push_bind(person.to_string()).push(")");
                self
            }
            (Viewer::Contributor(_), None) | (Viewer::Nobody, _) => self.then(" and false"),
        }
    }

    /// Adds a value where the text ends.
    pub(super) fn with(
        &mut self,
        text: &'static str,
        value: impl Encode<'static, Postgres> + Type<Postgres> + 'static,
    ) -> &mut Self {
        self.0.push(text).push(" ");
        self.0.push_bind(value);
        self
    }

    /// Adds a text.
    pub(super) fn then(&mut self, text: &'static str) -> &mut Self {
        self.0.push(text);
        self
    }

    /// Gives its text, in which `$1` and so on stand for what is bound.
    pub(super) fn text(&self) -> &str {
        self.0.sql()
    }

    /// Gives the question, ready to be asked.
    pub(super) fn query(&mut self) -> Query<'_, Postgres, PgArguments> {
        self.0.build()
    }
}

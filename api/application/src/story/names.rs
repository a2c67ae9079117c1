//! What the names of a story stand for; ids come out the same each time.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Actor, FundId, OrgId, PeriodId, named_uuid};
use type_safe_id::{StaticType, TypeSafeId};

use super::words::{ParseError, Words};

/// The names of one story.
#[derive(Clone, Debug)]
pub struct Names {
    story: String,
    actors: BTreeMap<String, Actor>,
    funds: BTreeMap<String, FundName>,
    /// Kind and alias of everything a step brought up.
    known: BTreeSet<(&'static str, String)>,
}

/// A fund as a story names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundName {
    pub id: FundId,
    pub partner: OrgId,
    pub period: PeriodId,
}

impl Names {
    /// Begins without names.
    pub(super) fn of_story(story: &str) -> Self {
        Self {
            story: story.to_owned(),
            actors: BTreeMap::new(),
            funds: BTreeMap::new(),
            known: BTreeSet::new(),
        }
    }

    /// Finds an actor.
    pub fn actor(&self, alias: &str) -> Option<&Actor> {
        self.actors.get(alias)
    }

    /// Lists the actors by their names.
    pub fn actors(&self) -> impl Iterator<Item = (&str, &Actor)> {
        self.actors
            .iter()
            .map(|(alias, actor)| (alias.as_str(), actor))
    }

    /// Finds a fund.
    pub fn fund(&self, alias: &str) -> Option<&FundName> {
        self.funds.get(alias)
    }

    /// Lists the funds by their names.
    pub fn funds(&self) -> impl Iterator<Item = (&str, &FundName)> {
        self.funds
            .iter()
            .map(|(alias, fund)| (alias.as_str(), fund))
    }

    /// Lists the aliases of a kind: `claim`, `document`, `lot` ….
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.known
            .iter()
            .filter(move |(known, _)| *known == kind)
            .map(|(_, alias)| alias.as_str())
    }

    /// Finds the id of what a step brought up under this alias.
    pub fn find<T: StaticType>(&self, alias: &str) -> Option<TypeSafeId<T>> {
        let is_known = self.of_kind(T::TYPE).any(|known| known == alias);
        is_known.then(|| self.id(alias))
    }

    /// Gives the alias of an id, or the id itself.
    pub fn alias_of<T: StaticType>(&self, id: &TypeSafeId<T>) -> String {
        let mut aliases = self.of_kind(T::TYPE);
        let alias = aliases.find(|alias| self.id::<T>(alias).uuid() == id.uuid());
        alias.map_or_else(|| id.to_string(), str::to_owned)
    }

    fn id<T: StaticType>(&self, alias: &str) -> TypeSafeId<T> {
        let name = format!("story/{}/{}/{alias}", self.story, T::TYPE);
        TypeSafeId::from_uuid(named_uuid(&name))
    }

    /// Keeps an actor; a name stands for one only.
    pub(super) fn add_actor(&mut self, alias: String, actor: Actor) -> bool {
        self.actors.insert(alias, actor).is_none()
    }

    /// Keeps a fund; a name stands for one only.
    pub(super) fn add_fund(&mut self, alias: String, fund: FundName) -> bool {
        self.funds.insert(alias, fund).is_none()
    }

    /// Takes an alias that may be new here.
    pub(super) fn introduce<T: StaticType>(
        &mut self,
        words: &mut Words<'_>,
    ) -> Result<TypeSafeId<T>, ParseError> {
        let alias = words.word(&format!("a name for the {}", T::TYPE))?;
        let id = self.id(&alias);
        self.known.insert((T::TYPE, alias));
        Ok(id)
    }

    /// Takes an alias that an earlier step brought up.
    pub(super) fn known<T: StaticType>(
        &self,
        words: &mut Words<'_>,
    ) -> Result<TypeSafeId<T>, ParseError> {
        words.read(&format!("the name of an earlier {}", T::TYPE), |alias| {
            self.find(alias)
        })
    }

    /// Takes the name of a fund.
    pub(super) fn known_fund(&self, words: &mut Words<'_>) -> Result<FundName, ParseError> {
        words.read("a fund declared above", |alias| self.fund(alias).cloned())
    }

    /// Takes the name of an actor.
    pub(super) fn known_actor(&self, words: &mut Words<'_>) -> Result<Actor, ParseError> {
        words.read("an actor declared above", |alias| {
            self.actor(alias).cloned()
        })
    }
}

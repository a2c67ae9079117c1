//! What the handlers work with.

use std::ops::Deref;
use std::sync::Arc;

use application::act::rebuilds::Rebuilds;
use application::ask::Questions;
use application::documents::Documents;
use projections::identity::Identity;
use projections::views::Views;
use projections::{Clock, Ledger};
use tokio::sync::Semaphore;

use crate::door::cookie::Outside;
use crate::door::known_keys::KnownKeys;
use crate::door::known_sessions::{KnownSessions, SessionLimits};
use crate::door::uses::Uses;
use crate::pages::Persona;
use crate::provider::{Oidc, OidcOptions, ProviderError, TokenOptions, Tokens};
use crate::{json, pages};

/// How many previews are drawn at a time: each needs memory for a whole picture.
const DRAWERS: usize = 1;

/// What the handlers work with, one for all; cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Shared>);

/// What is in it.
#[derive(Clone)]
pub struct Shared {
    pub(crate) ledger: Ledger,
    pub(crate) questions: Questions,
    pub(crate) documents: Documents,
    pub(crate) drawers: Arc<Semaphore>,
    pub(crate) event_readers: json::event_stream::Places,
    pub(crate) identity: Identity,
    pub(crate) keys: KnownKeys,
    pub(crate) sessions: KnownSessions,
    pub(crate) outside: Outside,
    /// Where people sign in; none: they do not, or in a demonstration.
    pub(crate) oidc: Option<Oidc>,
    /// Whose tokens machines come in with; none: with keys alone.
    pub(crate) tokens: Option<Tokens>,
    /// Those who may sign in without proving who they are; nobody but in a demonstration.
    pub(crate) personas: Arc<[Persona]>,
    /// The programmes that readers of pages have to do with.
    pub(crate) known_programmes: pages::KnownProgrammes,
    /// The partners that readers of lists choose among.
    pub(crate) known_partners: pages::KnownPartners,
    /// The rebuilds that operators begin from their page.
    pub(crate) rebuilds: Rebuilds,
    pub(crate) clock: Clock,
    pub(crate) running: json::command::Running,
}

impl Deref for State {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl State {
    /// Makes the state; the clock says when a command happens.
    pub fn new(ledger: Ledger, views: Views, documents: Documents, clock: Clock) -> Self {
        let identity = Identity::new(ledger.pool().clone());
        let uses = Uses::new(identity.clone());
        Self(Arc::new(Shared {
            documents,
            drawers: Arc::new(Semaphore::new(DRAWERS)),
            event_readers: json::event_stream::Places::default(),
            rebuilds: Rebuilds::new(ledger.pool().clone(), views.clone(), clock),
            questions: Questions::new(views, ledger.clone(), clock),
            ledger,
            keys: KnownKeys::new(identity.clone(), uses.clone()),
            sessions: KnownSessions::new(identity.clone(), uses, SessionLimits::default()),
            outside: Outside::default(),
            oidc: None,
            tokens: None,
            personas: Arc::default(),
            known_programmes: pages::known_programmes(),
            known_partners: pages::known_partners(),
            identity,
            clock,
            running: json::command::Running::default(),
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Shared)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Says what people's browsers speak to us.
    pub fn outside(self, outside: Outside) -> Self {
        self.with(|state| state.outside = outside)
    }

    /// Says how long people stay signed in.
    pub fn with_session_limits(self, limits: SessionLimits) -> Self {
        let sessions = self.sessions.clone().with(limits);
        self.with(|state| state.sessions = sessions)
    }

    /// Lets people sign in at a provider, which need not be there yet.
    pub fn with_oidc(self, options: OidcOptions) -> Result<Self, ProviderError> {
        let oidc = Some(Oidc::new(options)?);
        Ok(self.with(|state| state.oidc = oidc))
    }

    /// Lets machines in by the tokens of a provider, which need not be there yet.
    pub fn with_tokens(self, options: TokenOptions) -> Result<Self, ProviderError> {
        let tokens = Some(Tokens::new(options)?);
        Ok(self.with(|state| state.tokens = tokens))
    }

    /// Lets whoever comes be one of these people, by one click: for a demonstration on this machine
    /// alone.
    pub fn with_personas(self, personas: Vec<Persona>) -> Self {
        self.with(|state| state.personas = personas.into())
    }
}

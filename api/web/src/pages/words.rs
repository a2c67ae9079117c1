//! The words of the pages, in each language.

mod role;
mod trouble;

use domain::Role;

use super::language::Language;
pub(super) use role::RoleWords;
pub(super) use trouble::TroubleWords;

/// What the page for signing in says.
pub(super) struct SignInWords {
    pub(super) title: &'static str,
    pub(super) demonstration: &'static str,
    pub(super) provider: &'static str,
    pub(super) sign_in_with: &'static str,
    pub(super) other_role: &'static str,
    pub(super) you_are: &'static str,
    pub(super) look: &'static str,
    pub(super) claims: &'static str,
    pub(super) queue: &'static str,
    pub(super) overview: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) everywhere: &'static str,
    pub(super) become_another: &'static str,
}

const ENGLISH: SignInWords = SignInWords {
    title: "Sign in",
    demonstration: "This is a demonstration on this machine: choose who you are.",
    provider: "You sign in where your organisation knows you.",
    sign_in_with: "Sign in with",
    other_role: "Act in another role",
    you_are: "You are signed in as",
    look: "What they see, as JSON:",
    claims: "claims",
    queue: "what waits",
    overview: "funds",
    sign_out: "Sign out",
    everywhere: "Sign out everywhere",
    become_another: "Be somebody else",
};

const FRENCH: SignInWords = SignInWords {
    title: "Connexion",
    demonstration: "Ceci est une démonstration sur cette machine : choisissez qui vous êtes.",
    provider: "Vous vous connectez là où votre organisation vous connaît.",
    sign_in_with: "Se connecter avec",
    other_role: "Agir dans un autre rôle",
    you_are: "Vous êtes connecté en tant que",
    look: "Ce que cette personne voit, en JSON :",
    claims: "demandes",
    queue: "en attente",
    overview: "fonds",
    sign_out: "Se déconnecter",
    everywhere: "Se déconnecter partout",
    become_another: "Être quelqu’un d’autre",
};

/// What the page of an invitation says.
pub(super) struct JoinWords {
    pub(super) title: &'static str,
    pub(super) invited: &'static str,
    pub(super) org: &'static str,
    pub(super) role: &'static str,
    pub(super) user: &'static str,
    pub(super) join: &'static str,
    pub(super) over: &'static str,
}

const JOIN_IN_ENGLISH: JoinWords = JoinWords {
    title: "Invitation",
    invited: "You are invited to join. The link is good once, and for you alone.",
    org: "Organisation",
    role: "As",
    user: "Your name here",
    join: "Join",
    over: "This link is not good, or no longer. Ask whoever invited you for another.",
};

const JOIN_IN_FRENCH: JoinWords = JoinWords {
    title: "Invitation",
    invited: "Vous êtes invité à nous rejoindre. Le lien sert une fois, et à vous seul.",
    org: "Organisation",
    role: "En tant que",
    user: "Votre nom ici",
    join: "Rejoindre",
    over: "Ce lien n’est pas valable, ou ne l’est plus. Demandez-en un autre à qui vous a invité.",
};

impl Language {
    /// Gives the words of the page of an invitation.
    pub(super) const fn join(self) -> &'static JoinWords {
        match self {
            Self::English => &JOIN_IN_ENGLISH,
            Self::French => &JOIN_IN_FRENCH,
        }
    }

    /// Gives the words of the page for signing in.
    pub(super) const fn sign_in(self) -> &'static SignInWords {
        match self {
            Self::English => &ENGLISH,
            Self::French => &FRENCH,
        }
    }

    /// Names a role.
    pub(super) const fn role(self, role: Role) -> &'static str {
        let (english, french) = match role {
            Role::PartnerAdmin => ("partner’s admin", "administration du partenaire"),
            Role::PartnerUser => ("partner", "partenaire"),
            Role::Contributor => ("contributor", "contribution"),
            Role::Reviewer => ("reviewer", "examen"),
            Role::Approver => ("approver", "approbation"),
            Role::Finance => ("finance", "finance"),
            Role::ProgrammeAdmin => ("programme’s admin", "administration du programme"),
            Role::Auditor => ("auditor", "audit"),
            Role::Operator => ("operator", "exploitation"),
            Role::System => ("system", "système"),
        };
        match self {
            Self::English => english,
            Self::French => french,
        }
    }
}

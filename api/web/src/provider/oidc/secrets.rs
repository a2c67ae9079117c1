//! What is secret of one sign-in: computed from what the browser keeps and what goes to the provider
//! and back, so that nothing of it is kept here.

use openidconnect::{CsrfToken, Nonce, PkceCodeVerifier};
use projections::identity::{Secret, TokenDigest};
use sha2::{Digest, Sha256};

/// The secrets of one sign-in.
#[derive(Clone, Debug)]
pub(crate) struct SignInSecrets {
    /// What the browser keeps in a cookie, the same for all its tabs.
    browser: Secret,
    /// What goes to the provider and comes back.
    state: Secret,
}

impl SignInSecrets {
    /// Begins a sign-in.
    pub(crate) fn begin(browser: Secret) -> Self {
        let state = Secret::random();
        Self { browser, state }
    }

    /// Takes those of a sign-in that comes back.
    pub(crate) fn of(browser: Secret, state: Secret) -> Self {
        Self { browser, state }
    }

    pub(crate) fn browser(&self) -> &Secret {
        &self.browser
    }

    pub(crate) fn state_sha256(&self) -> TokenDigest {
        self.state.sha256()
    }

    pub(super) fn state(&self) -> CsrfToken {
        CsrfToken::new(self.state.reveal().to_owned())
    }

    /// Ties the ID token to this sign-in (OpenID Connect Core 1.0, 3.1.2.1).
    pub(super) fn nonce(&self) -> Nonce {
        Nonce::new(self.derived("nonce"))
    }

    /// Ties the code to this sign-in (RFC 7636, 4.1): 64 hexadecimal digits hold 256 bits.
    pub(super) fn verifier(&self) -> PkceCodeVerifier {
        PkceCodeVerifier::new(self.derived("verifier"))
    }

    /// The browser's secret has one length and 256 bits of randomness, and nobody else knows it.
    fn derived(&self, what: &str) -> String {
        let mut hash = Sha256::new();
        for part in [self.browser.reveal(), what, self.state.reveal()] {
            hash.update(part);
            hash.update([0]);
        }
        let digest = hash.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_sign_ins_of_a_browser_share_a_secret_and_who_comes_back_has_the_same() {
        let browser = Secret::random();
        let (one, other) = (
            SignInSecrets::begin(browser.clone()),
            SignInSecrets::begin(browser.clone()),
        );
        let shown = |secrets: &SignInSecrets| {
            [
                secrets.state().secret().clone(),
                secrets.nonce().secret().clone(),
                secrets.verifier().secret().clone(),
            ]
        };
        let all = [shown(&one), shown(&other)].concat();
        for (index, secret) in all.iter().enumerate() {
            assert!(!all[..index].contains(secret));
        }
        let state = one.state().secret().parse().expect("a secret");
        assert_eq!(shown(&SignInSecrets::of(browser, state)), shown(&one));
    }
}

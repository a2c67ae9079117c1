//! `claims config show`.

use serde_json::{Map, Value, json};

use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::settings::Settings;
use super::settings::serving::Serving;

/// Shows each setting and where it comes from; never a password or another secret.
pub fn show(settings: &Settings, output: Output) -> Result<Exit, Failure> {
    let Settings {
        database_url: url,
        data_dir,
        engine,
        port,
        serving,
        oidc,
        jwt,
        outdated_views: outdated,
        documents,
        document_mib_max: mib_max,
        config,
        log,
        log_format,
    } = settings;
    let shown = url.value.as_deref().map(without_password);
    let renew_or_refuse = json!(outdated.value.as_str());
    let mut named = vec![
        ("database_url", json!(shown), &url.source),
        ("data_dir", json!(data_dir.value), &data_dir.source),
        ("engine", json!(engine.value.to_string()), &engine.source),
        ("port", json!(port.value), &port.source),
        ("outdated_views", renew_or_refuse, &outdated.source),
        (
            "documents",
            json!(documents.value.to_string()),
            &documents.source,
        ),
        ("document_mib_max", json!(mib_max.value), &mib_max.source),
        ("config", json!(config.value), &config.source),
        ("log", json!(log.value), &log.source),
        (
            "log_format",
            json!(log_format.value.as_str()),
            &log_format.source,
        ),
    ];
    named.extend(of_serving(serving));
    let provided = [
        oidc.as_ref().map(|oidc| &oidc.shown),
        jwt.as_ref().map(|jwt| &jwt.shown),
    ];
    let provided = provided.into_iter().flatten().flatten();
    named.extend(provided.map(|(name, value, source)| (name.as_str(), value.clone(), source)));
    let json = named.iter().map(|(name, value, source)| {
        let setting = json!({ "value": value, "source": source });
        ((*name).to_owned(), setting)
    });
    output.data(&json.collect::<Map<_, _>>(), || {
        Rows::of(
            &named,
            &[
                ("setting", |(name, ..)| (*name).to_owned()),
                ("value", |(_, value, _)| plain(value)),
                ("source", |(.., source)| (*source).clone()),
            ],
        )
    });
    Ok(Exit::Ok)
}

/// Gives the settings that `claims serve` alone goes by.
fn of_serving(serving: &Serving) -> [(&'static str, Value, &String); 11] {
    let Serving {
        listen,
        origin,
        tls_cert,
        tls_key,
        behind_proxy,
        rate_limit,
        rate_burst,
        metrics_port,
        metrics_listen,
        session_idle_hours,
        session_hours,
    } = serving;
    let origin_shown = origin.value.as_ref().map(ToString::to_string);
    [
        ("serve.listen", json!(listen.value), &listen.source),
        ("serve.origin", json!(origin_shown), &origin.source),
        ("serve.tls_cert", json!(tls_cert.value), &tls_cert.source),
        ("serve.tls_key", json!(tls_key.value), &tls_key.source),
        (
            "serve.behind_proxy",
            json!(behind_proxy.value),
            &behind_proxy.source,
        ),
        (
            "serve.rate_limit",
            json!(rate_limit.value),
            &rate_limit.source,
        ),
        (
            "serve.rate_burst",
            json!(rate_burst.value),
            &rate_burst.source,
        ),
        (
            "serve.metrics_port",
            json!(metrics_port.value),
            &metrics_port.source,
        ),
        (
            "serve.metrics_listen",
            json!(metrics_listen.value),
            &metrics_listen.source,
        ),
        (
            "serve.session_idle_hours",
            json!(session_idle_hours.value),
            &session_idle_hours.source,
        ),
        (
            "serve.session_hours",
            json!(session_hours.value),
            &session_hours.source,
        ),
    ]
}

/// Writes what a piece of JSON says, a text without its quotes, and nothing for null.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Hides the password of a URL, also where the rest of it is malformed.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "(not a URL)".to_owned();
    };
    let rest = match rest.rsplit_once('@') {
        Some((user, place)) => {
            let user = user.split_once(':').map_or(user, |(user, _)| user);
            format!("{user}@{place}")
        }
        None => rest.to_owned(),
    };
    match rest.split_once('?') {
        Some((place, query)) if query.contains("password") => {
            format!("{scheme}://{place}?(hidden)")
        }
        _ => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            (
                "postgres://app:secret@db/claims",
                "postgres://app@db/claims",
            ),
            (
                "postgres://app:se@cret@db/claims",
                "postgres://app@db/claims",
            ),
            ("postgres://db/claims", "postgres://db/claims"),
            (
                "postgres://db/claims?password=secret",
                "postgres://db/claims?(hidden)",
            ),
            ("secret", "(not a URL)"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}

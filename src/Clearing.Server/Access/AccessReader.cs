using System.Globalization;
using Clearing.Scenarios;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;

namespace Clearing.Server.Access;

/// <summary>An access file, or every error of it.</summary>
public sealed record AccessResult(AccessList? List, IReadOnlyList<ScenarioError> Errors);

/// <summary>Reads and checks access files (docs/reference/access.md).</summary>
public sealed class AccessReader
{
    /// <summary>Live keys of a principal at once: the one it uses and the one it changes to.</summary>
    public const int MostLiveKeys = 2;

    private const int MostPerSecond = 1_000_000;

    private readonly LocatedFile<AccessDocument> _file;
    private readonly Func<string, int> _indexOf;
    private readonly DateTimeOffset _now;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hashes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _certificates = new(StringComparer.Ordinal);

    private AccessReader(LocatedFile<AccessDocument> file, Func<string, int> indexOf, DateTimeOffset now)
    {
        _file = file;
        _indexOf = indexOf;
        _now = now;
    }

    /// <summary>Reads the text of an access file.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">By what errors call it.</param>
    /// <param name="indexOf">Index of a participant by its id; -1 = the world has none of it.</param>
    /// <param name="now">Against which keys are live.</param>
    public static AccessResult Parse(string text, string name, Func<string, int> indexOf, DateTimeOffset now) =>
        new AccessReader(LocatedFile<AccessDocument>.Parse(text, name), indexOf, now).Result();

    /// <summary>Reads an access file.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="indexOf">Index of a participant by its id; -1 = the world has none of it.</param>
    /// <param name="now">Against which keys are live.</param>
    public static AccessResult Read(string path, Func<string, int> indexOf, DateTimeOffset now) =>
        new AccessReader(LocatedFile<AccessDocument>.Read(path), indexOf, now).Result();

    private AccessResult Result()
    {
        AccessList? list = _file.Document is { } document ? ListOf(document) : null;
        IReadOnlyList<ScenarioError> errors = _file.Errors;
        return new AccessResult(errors.Count == 0 ? list : null, errors);
    }

    private AccessList ListOf(AccessDocument document)
    {
        ulong[] entitlements =
        [
            EntitlementsOf(document.Roles?.Bank, Role.Bank),
            EntitlementsOf(document.Roles?.Operator, Role.Operator),
            EntitlementsOf(document.Roles?.Observer, Role.Observer),
        ];
        List<Principal> principals = [];
        foreach (PrincipalDocument principal in document.Principals ?? [])
        {
            if (PrincipalOf(principal, entitlements) is { } good && _names.Add(good.Name))
            {
                principals.Add(good);
            }
            else if (principal.Name is { } name && _names.Contains(name.Text))
            {
                Refuse(ErrorCodes.Duplicate, principal, nameof(principal.Name),
                    $"There are two principals {name.Text}; keep one");
            }
        }

        IReadOnlyList<Id> revoked = document.RevokedCertificates ?? [];
        return new AccessList(principals, revoked.Select((print, i) => PrintOf(print, revoked, i)).ToHashSet());
    }

    private static ulong EntitlementsOf(IReadOnlyList<Entitlement>? given, Role role) =>
        given is null ? Roles.EntitlementsOf(role) : Caller.Of([.. given]);

    private Principal? PrincipalOf(PrincipalDocument document, ulong[] entitlements)
    {
        if (document is not { Name.Text: { } name, Role: { } role, Keys: { } keys })
        {
            return null;
        }

        if (!KeyText.IsName(name))
        {
            Refuse(ErrorCodes.AccessValue, document, nameof(document.Name),
                $"A name has 1 to 64 of A-Z, a-z, 0-9, - and _");
        }

        Principal principal = new(name, role, ParticipantOf(document, role), KeysOf(keys))
        {
            Entitlements = entitlements[(int)role],
            Certificates = CertificatesOf(document.Certificates ?? []),
            NeedsMac = document.Mac == MacDemand.Required,
            Limits = LimitsOf(document.Limits ?? new LimitsDocument()),
        };
        if (principal.Keys.Count(key => key.Until > _now) > MostLiveKeys)
        {
            Refuse(ErrorCodes.AccessRule, document, nameof(document.Keys),
                $"{name} has more than {MostLiveKeys} live keys; give the oldest an end (until), or take it out");
        }

        if (principal is { NeedsMac: true, Role: not Role.Bank })
        {
            Refuse(ErrorCodes.AccessRule, document, nameof(document.Mac),
                "Only a bank's requests carry a MAC: its secret is that of the bank's terminals");
        }

        return principal;
    }

    private int ParticipantOf(PrincipalDocument document, Role role)
    {
        int participant = document.Participant is { } id ? _indexOf(id.Text) : -1;
        if (document.Participant is null && role == Role.Bank)
        {
            Refuse(ErrorCodes.AccessRule, document, nameof(document.Role),
                "A bank acts for somebody: add `participant`");
        }
        else if (document.Participant is not null && role != Role.Bank)
        {
            Refuse(ErrorCodes.AccessRule, document, nameof(document.Participant),
                "Only a bank acts for a participant; remove it");
        }
        else if (document.Participant is { } unknown && participant < 0)
        {
            Refuse(ErrorCodes.UnknownParticipant, document, nameof(document.Participant),
                $"The world has no participant {unknown.Text}");
        }

        return participant;
    }

    private List<AccessKey> KeysOf(IReadOnlyList<KeyDocument> documents)
    {
        List<AccessKey> keys = [];
        foreach (KeyDocument document in documents)
        {
            if (document is not { Id.Text: { } id, Sha256: { } hash })
            {
                continue;
            }

            if (!KeyText.IsName(id) || keys.Exists(key => key.Id == id))
            {
                Refuse(ErrorCodes.AccessValue, document, nameof(document.Id),
                    $"The id of a key is its own among those of the principal, with 1 to 64 of A-Z, a-z, 0-9, - "
                    + "and _");
                continue;
            }

            string print = PrintOf(hash, document, nameof(document.Sha256));
            if (print.Length > 0 && !_hashes.Add(print))
            {
                Refuse(ErrorCodes.AccessRule, document, nameof(document.Sha256),
                    "This key stands here a second time: two principals, or two keys, never share a secret");
            }

            keys.Add(new AccessKey(id, Convert.FromHexString(print), UntilOf(document)));
        }

        return keys;
    }

    private DateTimeOffset UntilOf(KeyDocument document)
    {
        if (document.Until is not { } until)
        {
            return DateTimeOffset.MaxValue;
        }

        if (!DateTimeOffset.TryParseExact(
            until.Text, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset instant))
        {
            Refuse(ErrorCodes.AccessValue, document, nameof(document.Until),
                "Write an instant in UTC such as \"2027-01-31T00:00:00Z\"");
        }

        return instant;
    }

    private List<string> CertificatesOf(IReadOnlyList<Id> documents)
    {
        List<string> prints = [];
        for (int i = 0; i < documents.Count; i++)
        {
            string print = PrintOf(documents[i], documents, i);
            if (print.Length > 0 && !_certificates.Add(print))
            {
                Refuse(ErrorCodes.AccessRule, documents, i.ToString(CultureInfo.InvariantCulture),
                    "This certificate stands here a second time: two principals never share one");
            }

            prints.Add(print);
        }

        return prints;
    }

    private PrincipalLimits LimitsOf(LimitsDocument document)
    {
        PrincipalLimits usual = new();
        return new PrincipalLimits
        {
            PaymentsPerSecond = Bounded(
                document, nameof(document.PaymentsPerSecond), document.PaymentsPerSecond ?? usual.PaymentsPerSecond),
            QuestionsPerSecond = Bounded(
                document, nameof(document.QuestionsPerSecond), document.QuestionsPerSecond ?? usual.QuestionsPerSecond),
            Sessions = Bounded(document, nameof(document.Sessions), document.Sessions ?? usual.Sessions),
        };
    }

    private int Bounded(LimitsDocument document, string part, int value)
    {
        if (value is < 1 or > MostPerSecond)
        {
            Refuse(ErrorCodes.OutOfRange, document, part, $"A limit is from 1 to {MostPerSecond}");
        }

        return value;
    }

    private string PrintOf(Id print, IReadOnlyList<Id> list, int index) =>
        PrintOf(print, list, index.ToString(CultureInfo.InvariantCulture));

    private string PrintOf(Id print, object owner, string part)
    {
        if (print.Text.Length == 64 && print.Text.All(char.IsAsciiHexDigit))
        {
            return print.Text.ToLowerInvariant();
        }

        Refuse(ErrorCodes.AccessValue, owner, part, "A SHA-256 has 64 hexadecimal digits");
        return "";
    }

    private void Refuse(string code, object owner, string part, string message) =>
        _file.Refuse(code, owner, part, message);
}

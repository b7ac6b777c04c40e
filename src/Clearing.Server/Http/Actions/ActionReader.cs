using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Clearing.Grains.Operating;
using Clearing.Messages;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Commands;

namespace Clearing.Server.Http.Actions;

/// <summary>What operators can do.</summary>
internal enum ActionKind
{
    Open,
    Close,
    Halt,
    Resume,
    Suspend,
    Default,
    Balance,
    Credit,
    Limit,
}

/// <summary>Makes of what an operator asks an order of a ledger, or says what is wrong with it.</summary>
internal sealed class ActionReader(HttpWorld world, TimeProvider time)
{
    private const string Unlimited = "unlimited";
    private const int MostReason = 500;

    private static readonly TimeSpan UsualTime = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostTime = TimeSpan.FromDays(7);

    /// <summary>Reads a request; returns what is wrong with it.</summary>
    public Problem? TryRead(ActionRequest request, out ActionProposal? proposal)
    {
        proposal = null;
        if (!TryKind(request.Kind, out ActionKind kind))
        {
            return Bad("kind", "one of " + string.Join(", ", Enum.GetValues<ActionKind>().Select(Word)));
        }

        if (Array.Find([.. world.Ledgers], ledger => ledger.Name == request.Ledger) is not { } found)
        {
            return Bad("ledger", "the name of a ledger, as GET /v1/world lists them");
        }

        ActionDraft draft = new() { Kind = kind, Ledger = found, Request = request };
        Problem? wrong = CheckFields(draft) ?? ReadSystem(draft) ?? ReadParties(draft) ?? ReadAmount(draft)
            ?? ReadClose(draft) ?? ReadDate(draft) ?? ReadUntil(draft);
        if (wrong is null)
        {
            proposal = draft.Proposal(world.Name);
        }

        return wrong;
    }

    private static Problem? CheckFields(ActionDraft draft)
    {
        ActionRequest request = draft.Request;
        (string Name, string? Value)[] fields =
        [
            ("participant", request.Participant), ("counterparty", request.Counterparty), ("amount", request.Amount),
            ("at", request.At), ("date", request.Date),
        ];
        string[] wanted = draft.Kind switch
        {
            ActionKind.Open => ["date"],
            ActionKind.Close => ["at"],
            ActionKind.Suspend or ActionKind.Default => ["participant"],
            ActionKind.Balance or ActionKind.Credit => ["participant", "amount"],
            ActionKind.Limit => ["participant", "amount", "counterparty?"],
            _ => [],
        };
        foreach ((string name, string? value) in fields)
        {
            if (value is null && wanted.Contains(name))
            {
                return new Problem(400, "missing-field", "This field is wanted.") { Where = "/" + name };
            }

            if (value is not null && !wanted.Contains(name) && !wanted.Contains(name + "?"))
            {
                return new Problem(400, "unknown-field", $"An action {Word(draft.Kind)} has no such field.")
                {
                    Where = "/" + name,
                };
            }
        }

        return request.Reason is not { Length: > 0 and <= MostReason }
            ? Bad("reason", $"a text of 1 to {MostReason} characters that says why")
            : request.Override is { Length: 0 or > MostReason }
            ? Bad("override", $"a text of 1 to {MostReason} characters that says why it is meant all the same")
            : null;
    }

    private static Problem? ReadSystem(ActionDraft draft)
    {
        IReadOnlyList<Messages.Sessions.DirectorySystem> systems = draft.Ledger.Directory.Systems;
        draft.Member = draft.Request.System is null && systems.Count == 1
            ? 0
            : systems.Select(system => system.Id).ToList().IndexOf(draft.Request.System ?? "");
        return draft.Member < 0 ? Bad("system", "the name of a system of the ledger") : null;
    }

    private Problem? ReadParties(ActionDraft draft)
    {
        draft.Account = AccountOf(draft, draft.Request.Participant);
        draft.Counterparty = AccountOf(draft, draft.Request.Counterparty);
        return draft.Request.Participant is not null && draft.Account < 0
            ? Bad("participant", "the id of a participant")
            : draft.Request.Counterparty is not null && draft.Counterparty < 0
            ? Bad("counterparty", "the id of a participant")
            : null;
    }

    private int AccountOf(ActionDraft draft, string? id)
    {
        int participant = id is null ? -1 : world.IndexOf(id);
        return participant < 0 ? -1 : draft.Ledger.Participants[participant].Account;
    }

    private static Problem? ReadAmount(ActionDraft draft)
    {
        if (draft.Request.Amount is not { } text)
        {
            return null;
        }

        if (text == Unlimited && draft.Kind is ActionKind.Credit or ActionKind.Limit)
        {
            draft.Amount = long.MaxValue;
            return null;
        }

        int decimals = draft.Ledger.Currencies[draft.Ledger.Directory.Systems[draft.Member].Currency].MinorDigits;
        bool isGood = TryAmount(text, decimals, out long amountMinor)
            && (draft.Kind == ActionKind.Balance ? amountMinor != 0 : amountMinor >= 0);
        draft.Amount = amountMinor;
        return isGood ? null : Bad("amount", $"an amount of at most {decimals} decimals, such as 1500.00");
    }

    // Bringing the close forward leaves those who wait no time; that nobody does is asked for when it is decided.
    private static Problem? ReadClose(ActionDraft draft)
    {
        if (draft.Kind != ActionKind.Close)
        {
            return null;
        }

        if (!TryInstant(draft.Request.At!, out long at))
        {
            return Bad("at", "an instant in UTC, such as 2026-01-05T18:30:00Z");
        }

        draft.Amount = at;
        long scheduled = draft.Ledger.Days[^1].Until - 1;
        foreach (ServedDay day in draft.Ledger.Days)
        {
            if (draft.Ledger.Clock() < day.Until)
            {
                scheduled = day.Until - 1;
                break;
            }
        }

        draft.NeedsEmptyQueue = at < scheduled;
        return null;
    }

    private static Problem? ReadDate(ActionDraft draft)
    {
        if (draft.Kind != ActionKind.Open)
        {
            return null;
        }

        bool isDate = DateOnly.TryParseExact(
            draft.Request.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        draft.Opens = (date.Year * 100 + date.Month) * 100 + date.Day;
        return isDate && draft.Opens == draft.Ledger.DateAt(draft.Ledger.Clock())
            ? null
            : Bad("date", "the business date that it is now: " + HttpText.Date(
                draft.Ledger.DateAt(draft.Ledger.Clock())));
    }

    private Problem? ReadUntil(ActionDraft draft)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = now + UsualTime;
        if (draft.Request.Until is { } text)
        {
            if (!TryInstant(text, out long us))
            {
                return Bad("until", "an instant in UTC, such as 2026-01-05T18:30:00Z");
            }

            until = DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);
        }

        draft.UntilUs = (until - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return until > now && until <= now + MostTime
            ? null
            : Bad("until", $"an instant that is to come, within {MostTime.TotalDays:0} days");
    }

    private static bool TryAmount(string text, int decimals, out long amountMinor)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int scale = point < 0 ? 0 : text.Length - point - 1;
        string digits = text.TrimStart('-');
        bool isPlain = digits.Length is > 0 and <= 19 && text.Length - digits.Length <= 1
            && digits.All(c => char.IsAsciiDigit(c) || c == '.') && char.IsAsciiDigit(digits[0])
            && char.IsAsciiDigit(digits[^1]) && (digits[0] != '0' || digits.Length == 1 || digits[1] == '.');
        amountMinor = 0;
        return isPlain && scale <= decimals
            && long.TryParse(text.Remove(Math.Max(0, point), point < 0 ? 0 : 1), NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture, out long mantissa)
            && new DecimalAmount(mantissa, scale).TryToMinor(decimals, out amountMinor);
    }

    private static bool TryInstant(string text, out long us)
    {
        bool isGood = DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFZ"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out DateTimeOffset instant);
        us = (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return isGood;
    }

    private static bool TryKind(string? text, out ActionKind kind)
    {
        ActionKind[] found = Array.FindAll(Enum.GetValues<ActionKind>(), value => Word(value) == text);
        kind = found.Length > 0 ? found[0] : default;
        return found.Length > 0;
    }

    private static string Word(ActionKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    private static Problem Bad(string field, string wanted) => new(400, "bad-field", $"Here stands {wanted}.")
    {
        Where = "/" + field,
    };

    /// <summary>What is known of an action while it is read.</summary>
    private sealed class ActionDraft
    {
        public required ActionKind Kind { get; init; }

        public required ServedLedger Ledger { get; init; }

        public required ActionRequest Request { get; init; }

        public int Member { get; set; }

        public int Account { get; set; } = -1;

        public int Counterparty { get; set; } = -1;

        public long Amount { get; set; }

        public int Opens { get; set; }

        public bool NeedsEmptyQueue { get; set; }

        public long UntilUs { get; set; }

        private CommandKind Order => Kind switch
        {
            ActionKind.Open or ActionKind.Resume => CommandKind.Resume,
            ActionKind.Close => CommandKind.MoveClose,
            ActionKind.Halt => CommandKind.Halt,
            ActionKind.Suspend => CommandKind.Suspend,
            ActionKind.Default => CommandKind.Default,
            ActionKind.Balance => CommandKind.AddBalance,
            ActionKind.Credit => CommandKind.SetCredit,
            _ => Counterparty < 0 ? CommandKind.SetMultilateralLimit : CommandKind.SetLimit,
        };

        public ActionProposal Proposal(string world)
        {
            byte[] content = JsonSerializer.SerializeToUtf8Bytes(Request, ContentJson.Default.ActionRequest);
            return new ActionProposal
            {
                Kind = Word(Kind),
                Stream = $"{world}/{Ledger.Name}",
                Order = Order,
                Member = Member,
                Account = Account,
                Counterparty = Counterparty,
                Amount = Amount,
                Content = System.Text.Encoding.UTF8.GetString(content),
                Hash = Convert.ToHexStringLower(SHA256.HashData(content)),
                UntilUs = UntilUs,
                Opens = Opens,
                NeedsEmptyQueue = NeedsEmptyQueue,
                Overrides = Request.Override is not null,
            };
        }
    }
}

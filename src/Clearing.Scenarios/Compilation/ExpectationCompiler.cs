using System.Globalization;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `expect:`; a line with several facts becomes several expectations.</summary>
internal sealed class ExpectationCompiler(CompilationContext context, PaymentLookup payments, PaymentTable table)
{
    private const string Null = "null";

    /// <summary>Why an arrangement makes a payment (docs/reference/linked-systems.md).</summary>
    private static readonly string[] Causes =
        ["opening", "supplemental", "top-up", "closing", "net", "return", "pay-out", "withdrawal"];

    public IReadOnlyList<Expectation> Compile(IReadOnlyList<ExpectationDocument> documents)
    {
        List<Expectation> expectations = [];
        foreach (ExpectationDocument document in documents)
        {
            Compile(document, expectations);
        }

        return expectations;
    }

    private void Compile(ExpectationDocument document, List<Expectation> expectations)
    {
        Mark At(string property) => context.Marks.Of(document, property);
        if (document.Participant is not null && document.Payment is not null)
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, At("key " + nameof(document.Payment)),
                "`payment` does not go together with `participant`; write two lines");
            return;
        }

        SystemTarget? target = document.System is { } name
            ? context.System(name.Text, At(nameof(document.System))) : null;
        if (target is { Systems.Count: not 1 } && (document.Participant ?? document.Payment) is not null)
        {
            context.Error(ErrorCodes.UnknownSystem, At(nameof(document.System)),
                $"{Characters.Show(document.System!.Value.Text)} has several members; name the one that keeps the "
                + "account or settles the payment");
            return;
        }

        int? account = document.Participant is { } id ? context.AnyAccount(id.Text,
            At(nameof(document.Participant))) : -1;
        string? made = document.Payment is { } written && IsMade(written.Text) ? written.Text : null;
        int? payment = made is null && document.Payment is { } p
            ? payments.Find(p.Text, At(nameof(document.Payment))) : -1;
        if (document.Facts is not { Count: > 0 } facts)
        {
            if (document.Facts is not null)
            {
                context.Error(ErrorCodes.MissingKey, At(""), "An expectation needs a fact, such as `settled: 8`");
            }

            return;
        }

        foreach ((string field, ExpectedFact fact) in facts)
        {
            Expectation bare = new()
            {
                Text = "",
                Subject = document.Payment is not null ? ExpectationSubject.PaymentField
                    : account is not -1 ? ExpectationSubject.AccountColumn
                    : ExpectationSubject.SystemMetric,
                System = target is { Systems.Count: > 0 } ? target.Systems[0] : 0,
                Arrangement = target is { Systems.Count: > 1 } ? target.Arrangement : -1,
                Account = account ?? 0,
                Payment = payment ?? 0,
                MadePayment = made,
                Field = field,
                Value = "",
            };
            foreach (ExpectedBound bound in fact.Bounds)
            {
                if (Fact(document, bare, bound) is { } expectation)
                {
                    expectations.Add(expectation);
                }
            }
        }
    }

    /// <summary>True for the id of a payment that an arrangement makes: MEMBER/CAUSE/PARTICIPANT/N.</summary>
    private bool IsMade(string id) =>
        id.Split('/') is [var member, var cause, var participant, var number]
        && context.Systems.Systems.Any(system => system.Name == member)
        && Causes.Contains(cause)
        && context.Participants.ContainsKey(participant)
        && Characters.IsCount(number)
        && !payments.Has(id);

    private Expectation? Fact(ExpectationDocument document, Expectation bare, ExpectedBound bound)
    {
        (Comparison comparison, string written, Mark at) = bound;
        string sign = comparison switch
        {
            Comparison.AtLeast => ">=",
            Comparison.AtMost => "<=",
            _ => "=",
        };
        string subject = bare.Subject switch
        {
            ExpectationSubject.AccountColumn => document.Participant?.Text + " ",
            ExpectationSubject.PaymentField => document.Payment?.Text + " ",
            _ => "",
        };
        FactKind? kind = KindOf(document, bare);
        if (kind is null || Value(kind.Value, bare, written, at) is not { } value)
        {
            return null;
        }

        if (comparison != Comparison.EqualTo && (value == Null || kind is FactKind.Word or FactKind.Hash))
        {
            context.Error(ErrorCodes.ExpectedValue, at, $"`{bare.Field}` has no order here; it can only be equal");
            return null;
        }

        return bare with
        {
            Text = $"{document.System?.Text}: {subject}{bare.Field} {sign} {(written.Length == 0 ? "\"\"" : written)}",
            Field = bare.Subject == ExpectationSubject.SystemMetric && MetricNames.Aliases.TryGetValue(bare.Field,
                out string? full)
                ? full : bare.Field,
            Comparison = comparison,
            Value = value,
        };
    }

    /// <summary>What kind of value a field has, or null after an error.</summary>
    private FactKind? KindOf(ExpectationDocument document, Expectation bare)
    {
        string field = bare.Field;
        (FactKind? kind, IEnumerable<string> known, string what) = bare.Subject switch
        {
            ExpectationSubject.SystemMetric => (
                MetricNames.Aliases.ContainsKey(field) || MetricNames.Counts.Contains(field) ? FactKind.Count
                : MetricNames.Amounts.Contains(field) ? FactKind.Amount
                : MetricNames.Ratios.Contains(field) ? FactKind.Ratio
                : field == MetricNames.StateHash ? FactKind.Hash : (FactKind?)null,
                MetricNames.All.Concat(MetricNames.Aliases.Keys),
                "metric of a system"),
            ExpectationSubject.AccountColumn => (
                MetricNames.AccountCounts.Contains(field) ? FactKind.Count
                : MetricNames.AccountAmounts.Contains(field) ? FactKind.Amount
                : field == MetricNames.AccountCurrency ? FactKind.Word : null,
                [.. MetricNames.AccountAmounts, .. MetricNames.AccountCounts, MetricNames.AccountCurrency],
                "column of accounts.csv"),
            _ => (
                field == "at" ? FactKind.Instant : MetricNames.PaymentFields.Contains(field) ? FactKind.Word : null,
                MetricNames.PaymentFields,
                "fact of a payment"),
        };
        if (kind is null)
        {
            context.Error(ErrorCodes.UnknownMetric, context.Marks.Of(document, "key " + field),
                $"{Characters.Show(field)} is not a {what}{Nearest.Hint(field, known)}");
        }

        return kind;
    }

    private string? Value(FactKind kind, Expectation bare, string written, Mark at)
    {
        if (written == Null)
        {
            return Null;
        }

        switch (kind)
        {
            case FactKind.Amount:
                return context.Money(written, at, CurrencyOf(bare)) is { } amount
                    ? CurrencyOf(bare).Format(amount) : null;
            case FactKind.Count:
                return long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                    ? count.ToString(CultureInfo.InvariantCulture)
                    : Wrong(bare, written, at, "a whole number, 0 or more");
            case FactKind.Ratio:
                return AmountText.Parse(written, out decimal ratio) == AmountFault.None
                    ? ratio.ToString(CultureInfo.InvariantCulture)
                    : Wrong(bare, written, at, "a plain decimal or `null`");
            case FactKind.Hash:
                return written.Length == 64 && written.All(char.IsAsciiHexDigitLower)
                    ? written
                    : Wrong(bare, written, at, "64 hexadecimal digits in small letters");
            case FactKind.Instant:
                return Instant(bare, written, at);
            default:
                return Word(bare, written, at);
        }
    }

    private Currency CurrencyOf(Expectation bare) => bare.System < context.Systems.Systems.Count
        ? context.Systems.Systems[bare.System].Currency : context.Currency;

    private string? Instant(Expectation bare, string written, Mark at)
    {
        DueTime? time = TimeText.TryTimeOfDay(written, out long us) ? new DueTime(null, us)
            : TimeText.TryDateTime(written, out DateOnly date, out us) ? new DueTime(date, us)
            : null;
        if (time is not { } given)
        {
            return Wrong(bare, written, at, "a time of day, a local date-time or `null`");
        }

        int day = table.Count > 0 && bare.Payment >= 0 ? table.DayOf(bare.Payment) : 1;
        return context.Instant(given, null, at, at, day) is { } found
            ? found.Instant.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    private string? Word(Expectation bare, string written, Mark at)
    {
        IReadOnlyList<string> words = bare.Field switch
        {
            "status" => [.. Kebab.WordsOf(typeof(PaymentStatus)).Select(word => word.Key)],
            "route" => WordsWithNone(typeof(Route)),
            "reason" => WordsWithNone(typeof(Reason)),
            _ => [CurrencyOf(bare).Code],
        };
        return words.Contains(written)
            ? written
            : Wrong(bare, written, at,
                "one of " + string.Join(", ", words.Select(word => word.Length == 0 ? "`\"\"`" : $"`{word}`"))
                + Nearest.Hint(written, words));
    }

    /// <summary>Words of an enum; its `none` is an empty field of payments.csv.</summary>
    private static IReadOnlyList<string> WordsWithNone(Type type) =>
        ["", .. Kebab.WordsOf(type).Select(word => word.Key).Where(word => word != "none")];

    private string? Wrong(Expectation bare, string written, Mark at, string wanted)
    {
        context.Error(ErrorCodes.ExpectedValue, at,
            $"{Characters.Show(written)} is not a value of `{bare.Field}`: {wanted}");
        return null;
    }

    private enum FactKind
    {
        Amount,
        Count,
        Ratio,
        Hash,
        Instant,
        Word,
    }
}

using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `behaviours:` and `network:`.</summary>
internal static class BehaviourCompiler
{
    public static IReadOnlyList<BehaviourRule> Compile(IReadOnlyList<BehaviourDocument> documents,
        CompilationContext context)
    {
        List<BehaviourRule> rules = [];
        foreach (BehaviourDocument document in documents)
        {
            if (Compile(document, context) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private static BehaviourRule? Compile(BehaviourDocument document, CompilationContext context)
    {
        int? system = document.System is { } name
            ? context.System(name.Text, context.Marks.Of(document, nameof(document.System))) : -1;
        List<int>? accounts = Accounts(document, context);
        long delay = document.ReactionDelay?.Us ?? 1_000_000;
        if (delay == 0)
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document, nameof(document.ReactionDelay)),
                "`reaction-delay` is zero; it must be greater, because a bank sees before it acts");
        }

        if (document.Send is not { } send || system is not { } s)
        {
            return null;
        }

        BehaviourRule bare = new()
        {
            Participants = accounts,
            System = s,
            Send = SendRule.Immediate,
            ReactionDelayUs = delay,
        };
        return send switch
        {
            { HoldUntil: { } time } => bare with
            {
                Send = SendRule.HoldUntil,
                HoldUntil =
                [
                    .. context.Calendar.Days.Select(day => context.Calendar.At(day.Number, time.SinceMidnightUs)),
                ],
            },
            { ReceiptReactive: { } receipts } => bare with
            {
                Send = SendRule.ReceiptReactive,
                WindowUs = Window(receipts, context),
            },
            { BalanceReactive: { Keep: { } keep } balance } => bare with
            {
                Send = SendRule.BalanceReactive,
                KeepMinor = context.Money(keep.Text, context.Marks.Of(balance, nameof(balance.Keep))) ?? 0,
            },
            _ => bare,
        };
    }

    private static long Window(ReceiptReactiveDocument document, CompilationContext context)
    {
        if (document.Window is { Us: 0 })
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document, nameof(document.Window)),
                "`window` is zero; it must be greater");
        }

        return document.Window?.Us ?? 0;
    }

    private static List<int>? Accounts(BehaviourDocument document, CompilationContext context)
    {
        if (document.Participants?.Ids is not { } ids)
        {
            return null;
        }

        List<int> accounts = [];
        for (int i = 0; i < ids.Count; i++)
        {
            Mark at = context.Marks.Of(document.Participants, i);
            if (context.Participant(ids[i], at) is not { } account)
            {
                continue;
            }

            if (accounts.Contains(account))
            {
                context.Error(ErrorCodes.Duplicate, at, $"{Characters.Show(ids[i])} stands here a second time");
                continue;
            }

            accounts.Add(account);
        }

        return accounts;
    }
}

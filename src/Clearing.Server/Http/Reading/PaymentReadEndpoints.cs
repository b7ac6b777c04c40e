using Clearing.Grains.Ledgers;
using Clearing.Grains.Past;
using Clearing.Grains.Wire;
using Clearing.Server.Access;
using Clearing.Server.Http.Docs;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Ledgers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Clearing.Server.Http.Reading;

/// <summary>Where payments stand, why they wait, and what they went through.</summary>
internal static class PaymentReadEndpoints
{
    private const int MostIds = 1_000;

    private static Problem BadId { get; } = new(
        400, "bad-id", "Give the UETR, or the id that the answer gave ('#' in an address is %23).")
    {
        Where = "id",
    };

    // The same for one that is not there and one that is another's.
    private static Problem Unknown { get; } = new(
        404, "unknown-payment", "You have no payment under this id in this ledger.")
    {
        Where = "id",
    };

    public static void Map(IEndpointRouteBuilder routes, ReadDesk desk)
    {
        routes.MapGet("/v1/ledgers/{ledger}/payments/{id}", context => ReadDesk.GuardAsync(
                context, () => OneAsync(context, desk)))
            .Needs(Entitlement.ReadPayments)
            .WithName("getPayment").WithTags("Payments")
            .WithSummary("Where a payment stands and why it waits; with history=true all that happened to it.")
            .Asks("history", "true = with all that happened to it, which takes longer.")
            .Answers(200, typeof(PaymentAnswer));
        routes.MapGet("/v1/ledgers/{ledger}/payments", context => ReadDesk.GuardAsync(
                context, () => ListAsync(context, desk)))
            .Needs(Entitlement.ReadPayments)
            .WithName("getPayments").WithTags("Payments")
            .WithSummary("Where up to 1,000 payments stand, by their ids.")
            .Asks("id", "UETR, or the id that an answer gave; once for each payment.", isRequired: true)
            .Answers(200, typeof(PaymentList));
    }

    private static async Task OneAsync(HttpContext context, ReadDesk desk)
    {
        string text = (string?)context.Request.RouteValues["id"] ?? "";
        if (desk.World.LedgerOf(context) is not { } ledger)
        {
            await context.WriteAsync(Problem.UnknownLedger);
            return;
        }

        if (!IdText.TryRead(text, out InstructionId id))
        {
            await context.WriteAsync(BadId);
            return;
        }

        PaymentState state = (await ledger.Grain.AskAsync(new Blob<InstructionId>(new[] { id }))).Answers.Span[0];
        if (state.Standing >= Standing.Different)
        {
            throw new LedgerUnavailableException($"It was not answered: {state.Standing}.");
        }

        if (state.Standing == Standing.Unknown)
        {
            await context.WriteAsync(Unknown);
            return;
        }

        bool isPayers = IsPayers(context.Caller(), ledger, state);
        PaymentStory? story = null;
        if (!isPayers || context.Request.Query["history"] == "true")
        {
            story = await desk.Past.StoryAsync(desk.StreamOf(ledger), state.Number, context.RequestAborted);
            if (!isPayers && !IsParty(context.Caller(), ledger, story))
            {
                await context.WriteAsync(Unknown);
                return;
            }
        }

        PaymentAnswer answer = await ViewOfAsync(desk, ledger, state, context.Caller());
        answer = story is null ? answer : WithStory(desk, ledger, answer, story, context);
        await context.WriteAsync(200, answer, PaymentReadJson.Default.PaymentAnswer);
    }

    private static async Task ListAsync(HttpContext context, ReadDesk desk)
    {
        if (desk.World.LedgerOf(context) is not { } ledger)
        {
            await context.WriteAsync(Problem.UnknownLedger);
            return;
        }

        StringValues asked = context.Request.Query["id"];
        InstructionId[] ids = new InstructionId[asked.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            if (!IdText.TryRead(asked[i], out ids[i]))
            {
                await context.WriteAsync(BadId);
                return;
            }
        }

        if (ids.Length is 0 or > MostIds)
        {
            await context.WriteAsync(new Problem(400, "bad-parameter", "Give 1 to 1,000 ids.") { Where = "id" });
            return;
        }

        PaymentState[] states = (await ledger.Grain.AskAsync(new Blob<InstructionId>(ids))).Answers.ToArray();
        if (states[0].Standing >= Standing.Different)
        {
            throw new LedgerUnavailableException($"It was not answered: {states[0].Standing}.");
        }

        PaymentAnswer[] answers = [.. states.Select((state, i) => IsPayers(context.Caller(), ledger, state)
            ? ViewOf(state with { Id = ids[i] })
            : ViewOf(States(state, ids[i])))];
        await context.WriteAsync(200, new PaymentList(answers), PaymentReadJson.Default.PaymentList);

        // Whose a payment was that has left memory is not known: it may be asked about alone.
        static PaymentState States(in PaymentState state, InstructionId id) => new()
        {
            Id = id,
            Number = -1,
            Standing = state.Standing != Standing.Unknown && state.PayerPlusOne == 0
                ? Standing.Archived
                : Standing.Unknown,
        };
    }

    // Who is no bank sees everything.
    private static bool IsPayers(Caller caller, ServedLedger ledger, in PaymentState state) =>
        caller.Role != Role.Bank
        || state.PayerPlusOne - 1 == ledger.Participants[caller.Participant].Account
        || (state.Id.IsNumbered && state.Id.Participant == caller.Participant);

    private static bool IsParty(Caller caller, ServedLedger ledger, PaymentStory? story)
    {
        int account = ledger.Participants[caller.Participant].Account;
        return story is not null
            && (story.Command.Command.From == account || story.Command.Command.To == account);
    }

    private static PaymentAnswer ViewOf(in PaymentState state) => new()
    {
        Id = state.Id.ToString(),
        Status = Words.Of((Messages.Sessions.Standing)state.Standing),
        Reason = Words.Of(state.Reason),
        Route = LookWords.Of(state.Route),
        Number = state.Number,
        Time = ReadDesk.Time(state.Time),
    };

    private static async Task<PaymentAnswer> ViewOfAsync(
        ReadDesk desk, ServedLedger ledger, PaymentState state, Caller caller)
    {
        PaymentAnswer answer = ViewOf(state);
        if (state.Standing != Standing.Queued || state.PayerPlusOne == 0)
        {
            return answer;
        }

        QueuePage page = await ledger.Grain.QueueAsync(new QueueQuestion
        {
            Member = 0,
            Payer = state.PayerPlusOne - 1,
            Number = state.Number,
            Most = 1,
        });
        if (page.Lines.Count == 0)
        {
            return answer;
        }

        bool isPayers = caller.Role == Role.Bank;
        WaitingPayment waiting = QueueEndpoints.ViewOf(desk, ledger, page.Member, page, isPayers)[0];
        return answer with
        {
            Payer = waiting.Payer,
            Payee = waiting.Payee,
            Amount = waiting.Amount,
            Currency = waiting.Currency,
            Priority = waiting.Priority,
            EnteredAt = waiting.EnteredAt,
            Why = isPayers && ledger.Participants[caller.Participant].Account != page.Lines.Span[0].Look.From
                ? null
                : waiting.Why,
        };
    }

    private static PaymentAnswer WithStory(
        ReadDesk desk, ServedLedger ledger, PaymentAnswer answer, PaymentStory story, HttpContext context)
    {
        SettlementCommand paid = story.Command.Command;
        int digits = ledger.Currencies[story.Command.Currency].MinorDigits;
        Caller caller = context.Caller();
        int own = caller.Role == Role.Bank ? ledger.Participants[caller.Participant].Account : -1;
        HistoryStep entered = new()
        {
            Time = HttpText.Time(story.EnteredAt),
            Event = "entered",
            System = null,
            Route = null,
            Reason = null,
            Priority = LookWords.Of(paid.Priority),
            PayerBalance = null,
            PayeeBalance = null,
        };
        return answer with
        {
            Payer = ledger.Participants[paid.From].Id,
            Payee = ledger.Participants[paid.To].Id,
            Amount = ReadDesk.Text(paid.AmountMinor, digits),
            Currency = ledger.Currencies[story.Command.Currency].Code,
            Priority = LookWords.Of(story.Steps.Count == 0 ? paid.Priority : story.Steps[^1].Priority),
            EnteredAt = HttpText.Time(story.EnteredAt),
            History = context.Request.Query["history"] != "true" ? null :
            [
                entered,
                .. story.Steps.Select(step => ViewOf(
                    step, desk.SystemsOf(ledger)[step.Member].Name, digits,
                    seesPayer: own < 0 || own == paid.From, seesPayee: own < 0 || own == paid.To)),
            ],
        };
    }

    private static HistoryStep ViewOf(in PaymentStep step, string system, int digits, bool seesPayer, bool seesPayee)
    {
        bool moved = step.Kind is EventKind.Settled or EventKind.Released or EventKind.Earmarked;
        return new HistoryStep
        {
            Time = HttpText.Time(step.Time),
            Event = LookWords.Of(step.Kind),
            System = system,
            Route = LookWords.Of(step.Route),
            Reason = Words.Of(step.Reason),
            Priority = LookWords.Of(step.Priority),
            PayerBalance = moved && seesPayer ? ReadDesk.Text(step.PayerMinor, digits) : null,
            PayeeBalance = moved && seesPayee ? ReadDesk.Text(step.PayeeMinor, digits) : null,
        };
    }
}

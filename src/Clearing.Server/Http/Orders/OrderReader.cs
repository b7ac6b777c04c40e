using System.Text;
using Clearing.Messages.Sessions;
using Clearing.Server.Http.Json;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Microsoft.AspNetCore.Http;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Http.Orders;

/// <summary>Makes orders of requests: what is in the address, and what is in the body.</summary>
internal static class OrderReader
{
    /// <summary>In the place of a counterparty: the limit towards all others.</summary>
    public const string Multilateral = "multilateral";

    private const int System = 0;
    private const int Value = 1;
    private const int Supplemental = 2;

    private static readonly JsonField InSystem = new("system", IsRequired: false);
    private static readonly JsonShape Bare = new(InSystem);
    private static readonly JsonShape Urgency = new(InSystem, new JsonField("priority"));
    private static readonly JsonShape Sum = new(InSystem, new JsonField("amount"));
    private static readonly JsonShape Funding = new(
        InSystem, new JsonField("amount"), new JsonField("supplemental", IsRequired: false, IsTruth: true));

    /// <summary>Reads a request; returns what is wrong with it.</summary>
    public static Problem? TryRead(
        HttpContext context, ServedLedger ledger, OrderKind kind, InstructionId id, ReadOnlySpan<byte> body,
        out Order order)
    {
        order = new Order { Kind = kind, Id = id.Value };
        StrictJson json = new(body);
        bool isEmpty = kind == OrderKind.Cancel && body.IsEmpty;
        Problem? wrong = isEmpty ? null : json.ReadAll(kind switch
        {
            OrderKind.Cancel => Bare,
            OrderKind.Reprioritise => Urgency,
            OrderKind.Fund => Funding,
            _ => Sum,
        });
        if (wrong is not null)
        {
            return wrong;
        }

        int system = SystemOf(ledger, json);
        if (system < 0)
        {
            return At(Standing.UnknownSystem, "/system");
        }

        order = order with { System = (byte)system };
        wrong = kind is OrderKind.Cancel or OrderKind.Reprioritise
            ? ReadPayment(context, json, ref order)
            : ReadAmount(ledger, json, ref order) ?? ReadPlace(context, ledger, ref order);
        return wrong
            ?? (Intake.Orders.Check(ledger, order) is { } refusal ? Refusals.Of(refusal) : null);
    }

    private static int SystemOf(ServedLedger ledger, in StrictJson json)
    {
        IReadOnlyList<DirectorySystem> systems = ledger.Directory.Systems;
        if (!json.Has(System))
        {
            return systems.Count == 1 ? 0 : -1;
        }

        for (int i = 0; i < systems.Count; i++)
        {
            if (Encoding.UTF8.GetBytes(systems[i].Id).AsSpan().SequenceEqual(json[System]))
            {
                return i;
            }
        }

        return -1;
    }

    private static Problem? ReadPayment(HttpContext context, in StrictJson json, ref Order order)
    {
        if (!IdText.TryRead((string?)context.Request.RouteValues["id"], out InstructionId payment))
        {
            return Refusals.Of(Standing.UnknownPayment);
        }

        order = order with { Payment = payment.Value };
        if (order.Kind == OrderKind.Cancel)
        {
            return null;
        }

        Priority? priority = Words.PriorityOf(json[Value]);
        order = order with { Detail = (byte)(priority ?? default) };
        return priority is null ? At(Standing.BadPriority, "/priority") : null;
    }

    private static Problem? ReadAmount(ServedLedger ledger, in StrictJson json, ref Order order)
    {
        bool isLimit = order.Kind is OrderKind.SetLimit or OrderKind.SetMultilateralLimit;
        long amount = long.MaxValue;
        bool isGood = (isLimit && json[Value].SequenceEqual("unlimited"u8)) || DecimalText.TryRead(
            json[Value], ledger.Units.DigitsOf(ledger.Directory.Systems[order.System].Currency), out amount);
        order = order with
        {
            AmountMinor = amount,
            Detail = order.Kind == OrderKind.Fund && json.IsTrue(Supplemental) ? (byte)1 : (byte)0,
        };
        return isGood ? null : At(Standing.BadAmount, "/amount");
    }

    private static Problem? ReadPlace(HttpContext context, ServedLedger ledger, ref Order order)
    {
        switch (order.Kind)
        {
            case OrderKind.SetLimit:
                string counterparty = (string?)context.Request.RouteValues["counterparty"] ?? "";
                if (counterparty == Multilateral)
                {
                    order = order with { Kind = OrderKind.SetMultilateralLimit };
                    return null;
                }

                order = order with { Counterparty = IndexOf(ledger, counterparty) };
                return order.Counterparty < 0 ? At(Standing.UnknownParty, "counterparty") : null;
            case OrderKind.SetReserve:
                string name = (string?)context.Request.RouteValues["class"] ?? "";
                int at = ledger.Classes[order.System].ToList().IndexOf(name);
                order = order with { Detail = (byte)Math.Max(0, at) };
                return at < 0 ? At(Standing.BadPriority, "class") : null;
            default:
                return null;
        }
    }

    private static int IndexOf(ServedLedger ledger, string id)
    {
        for (int i = 0; i < ledger.Participants.Count; i++)
        {
            if (ledger.Participants[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    private static Problem At(Standing standing, string where) => Refusals.Of(standing)! with { Where = where };
}

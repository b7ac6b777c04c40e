using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// SHA-256 of everything that the results of a ledger depend on besides its commands: its systems with their accounts,
/// how they are linked, its script, and the sizes of its memory. Two ledgers with the same fingerprint make the same of
/// one journal.
/// </summary>
public static class LedgerFingerprint
{
    /// <summary>32 octets.</summary>
    public static byte[] Of(LedgerBook book, ReadOnlySpan<LedgerCommand> script)
    {
        using var hash = new StateHasher();
        ArrangementBook arrangement = book.Arrangement;
        hash.Add(book.Window);
        hash.Add(book.NumberWindow);
        hash.Add(arrangement.Systems.Length);
        foreach (SystemDefinition system in arrangement.Systems)
        {
            AddOctets(hash, DefinitionFingerprint.Of(system));
        }

        AddDefinition(hash, arrangement.Definition);
        foreach (int currency in arrangement.CurrencyOfMember ?? [])
        {
            hash.Add(currency);
        }

        hash.Add(book.Payers.Length);
        foreach (int group in arrangement.JointGroups ?? [])
        {
            hash.Add(group);
        }

        hash.Add(script.Length);
        foreach (ref readonly LedgerCommand command in script)
        {
            AddCommand(hash, command);
        }

        return hash.Complete();
    }

    private static void AddDefinition(StateHasher hash, ArrangementDefinition definition)
    {
        hash.Add(definition.Routes.Count);
        foreach (RouteRule route in definition.Routes)
        {
            hash.Add(route.To);
            hash.Add(route.Fallback);
            hash.Add(route.Priorities);
            hash.Add(route.AtLeastMinor);
            hash.Add(route.AtMostMinor);
            hash.Add(route.Kinds?.Count ?? -1);
            foreach (bool takes in route.Kinds ?? [])
            {
                hash.Add(takes ? 1 : 0);
            }

            hash.Add(route.During.Count);
            foreach (TimeSlot slot in route.During)
            {
                hash.Add(slot.From);
                hash.Add(slot.Until);
            }
        }

        hash.Add(definition.Links.Count);
        foreach (Link link in definition.Links)
        {
            hash.Add(link.Member);
            hash.Add(link.SettlesIn);
            hash.Add(link.SystemAccount);
            hash.Add(link.DelayUs);
            hash.Add((long)link.Mode);
            hash.Add(link.DeadlineUs);
            hash.Add((long)link.Priority);
            hash.Add(link.FundingKind);
            hash.Add(link.NetKind);
            hash.Add(link.PayOutKind);
        }
    }

    private static void AddCommand(StateHasher hash, in LedgerCommand command)
    {
        SettlementCommand asked = command.Command;
        hash.Add(asked.Time);
        hash.Add((long)asked.Kind);
        hash.Add(command.Member);
        hash.Add(command.Currency);
        hash.Add(asked.Payment);
        hash.Add(asked.From);
        hash.Add(asked.To);
        hash.Add(asked.AmountMinor);
        hash.Add((long)asked.Priority);
        hash.Add(asked.PaymentKind);
        hash.Add(asked.Flag ? 1 : 0);
        hash.Add(asked.NotBefore);
        hash.Add(asked.NotAfter);
    }

    private static void AddOctets(StateHasher hash, ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            hash.Add(octet);
        }
    }
}

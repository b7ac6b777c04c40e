using System.Buffers;
using System.Security.Cryptography;

namespace Clearing.Messages.Sessions;

/// <summary>A participant of a ledger; its place in the directory is its index.</summary>
/// <param name="Id">Name in the scenario.</param>
/// <param name="Bic">BIC of 8 or 11 characters; empty = none.</param>
/// <param name="RoutingNumber">ABA routing number; empty = none.</param>
public sealed record DirectoryParticipant(string Id, string Bic, string RoutingNumber);

/// <summary>A settlement system of a ledger; its place in the directory is its index.</summary>
/// <param name="Id">Name in the scenario.</param>
/// <param name="Currency">Index of its currency.</param>
public sealed record DirectorySystem(string Id, byte Currency);

/// <summary>A currency of a ledger; its place in the directory is its index, the first the world's own.</summary>
/// <param name="Code">ISO 4217 code.</param>
/// <param name="MinorDigits">Decimals of an amount.</param>
public sealed record DirectoryCurrency(string Code, byte MinorDigits);

/// <summary>The names of a ledger, each in the order of its indexes.</summary>
/// <param name="Participants">At most 65,536.</param>
/// <param name="Systems">At most <see cref="DirectoryPage.MostSystems"/>.</param>
/// <param name="Currencies">At most <see cref="DirectoryPage.MostCurrencies"/>.</param>
public sealed record Directory(
    IReadOnlyList<DirectoryParticipant> Participants,
    IReadOnlyList<DirectorySystem> Systems,
    IReadOnlyList<DirectoryCurrency> Currencies)
{
    /// <summary>The parts in which it is sent.</summary>
    public IEnumerable<DirectoryPage> Pages()
    {
        int first = 0;
        do
        {
            List<DirectoryParticipant> part = [.. Participants.Skip(first).Take(DirectoryPage.MostParticipants)];
            bool isLast = first + part.Count == Participants.Count;
            yield return new DirectoryPage(
                first, isLast, part, isLast ? Systems : [], isLast ? Currencies : []);
            first += part.Count;
        }
        while (first < Participants.Count);
    }

    /// <summary>SHA-256 over all entries as the parts hold them: participants, systems, currencies.</summary>
    public byte[] Hash()
    {
        ArrayBufferWriter<byte> entries = new();
        FieldWriter writer = new(entries);
        DirectoryPage.Write(writer, Participants);
        DirectoryPage.Write(writer, Systems);
        DirectoryPage.Write(writer, Currencies);
        return SHA256.HashData(entries.WrittenSpan);
    }
}

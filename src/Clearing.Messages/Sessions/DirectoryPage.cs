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
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="MinorDigits">Decimals of an amount.</param>
public sealed record DirectorySystem(string Id, string Currency, byte MinorDigits);

/// <summary>A part of the directory: names in the order of their indexes.</summary>
/// <param name="First">Index of the first participant of this part.</param>
/// <param name="IsLast">True when no part follows.</param>
/// <param name="Participants">At most <see cref="MostParticipants"/>.</param>
/// <param name="Systems">All systems, in the last part; else none.</param>
public sealed record DirectoryPage(
    int First, bool IsLast, IReadOnlyList<DirectoryParticipant> Participants, IReadOnlyList<DirectorySystem> Systems)
{
    /// <summary>The most participants of a part.</summary>
    public const int MostParticipants = 256;

    /// <summary>The most systems of a ledger.</summary>
    public const int MostSystems = 64;

    /// <summary>Octets of a name at most, so that a full part fits its frame.</summary>
    public const int MostName = 64;

    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out DirectoryPage page)
    {
        FieldReader reader = new(contents);
        bool isPage = reader.Octet() == (byte)ControlKind.DirectoryPage;
        int first = reader.Int();
        byte isLast = reader.Octet();
        List<DirectoryParticipant> participants = [];
        for (int count = reader.Short(); count > 0 && !reader.IsBroken; count--)
        {
            participants.Add(new DirectoryParticipant(reader.Text(), reader.Text(), reader.Text()));
        }

        List<DirectorySystem> systems = [];
        for (int count = reader.Short(); count > 0 && !reader.IsBroken; count--)
        {
            systems.Add(new DirectorySystem(reader.Text(), reader.Text(3), reader.Octet()));
        }

        page = new DirectoryPage(first, isLast == 1, participants, systems);
        return isPage && reader.IsDone && first >= 0 && isLast <= 1;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.DirectoryPage);
        writer.Int(First);
        writer.Octet(IsLast ? (byte)1 : (byte)0);
        writer.Short((ushort)Participants.Count);
        Write(writer, Participants);
        writer.Short((ushort)Systems.Count);
        Write(writer, Systems);
    }

    /// <summary>The parts of a directory.</summary>
    public static IEnumerable<DirectoryPage> PagesOf(
        IReadOnlyList<DirectoryParticipant> participants, IReadOnlyList<DirectorySystem> systems)
    {
        int first = 0;
        do
        {
            List<DirectoryParticipant> part = [.. participants.Skip(first).Take(MostParticipants)];
            bool isLast = first + part.Count == participants.Count;
            yield return new DirectoryPage(first, isLast, part, isLast ? systems : []);
            first += part.Count;
        }
        while (first < participants.Count);
    }

    /// <summary>SHA-256 over all entries as the parts hold them: participants, then systems.</summary>
    public static byte[] HashOf(
        IReadOnlyList<DirectoryParticipant> participants, IReadOnlyList<DirectorySystem> systems)
    {
        ArrayBufferWriter<byte> entries = new();
        FieldWriter writer = new(entries);
        Write(writer, participants);
        Write(writer, systems);
        return SHA256.HashData(entries.WrittenSpan);
    }

    private static void Write(FieldWriter writer, IReadOnlyList<DirectoryParticipant> participants)
    {
        foreach (DirectoryParticipant participant in participants)
        {
            writer.Text(participant.Id);
            writer.Text(participant.Bic);
            writer.Text(participant.RoutingNumber);
        }
    }

    private static void Write(FieldWriter writer, IReadOnlyList<DirectorySystem> systems)
    {
        foreach (DirectorySystem system in systems)
        {
            writer.Text(system.Id);
            writer.Text(system.Currency, 3);
            writer.Octet(system.MinorDigits);
        }
    }
}

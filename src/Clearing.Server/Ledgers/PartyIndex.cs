using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Clearing.Server.Ledgers;

/// <summary>
/// Finds a participant by the octets by which a message names it, without making a text of them: institution (8) and
/// branch (3) of a BIC, or routing number (9), in a table with open addressing that is at most half full.
/// </summary>
internal sealed class PartyIndex
{
    private const int InstitutionLength = 8;
    private const int BranchLength = 3;
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Octets of text are below 128, so this marks what is a number.</summary>
    private const ulong NumberMark = 1UL << 63;

    private readonly (ulong Key, uint Branch, int Participant)[] _table;
    private readonly int _shift;

    /// <exception cref="ArgumentException">Two participants have the same BIC or routing number.</exception>
    public PartyIndex(IReadOnlyList<ServedParticipant> participants)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(participants.Count * 4, 16));
        _table = new (ulong, uint, int)[size];
        _shift = 64 - BitOperations.Log2((uint)size);
        Array.Fill(_table, (0UL, 0U, -1));
        for (int i = 0; i < participants.Count; i++)
        {
            byte[] bic = Encoding.ASCII.GetBytes(participants[i].Bic);
            if (bic.Length >= InstitutionLength)
            {
                Add(BinaryPrimitives.ReadUInt64BigEndian(bic), BranchOf(bic.AsSpan(InstitutionLength)), i);
            }

            if (participants[i].RoutingNumber.Length > 0)
            {
                ulong number = ulong.Parse(participants[i].RoutingNumber, CultureInfo.InvariantCulture);
                Add(NumberMark | number, 0, i);
            }
        }
    }

    /// <summary>The participant with that BIC of 8 or 11 characters or routing number of 9 digits; -1 = nobody.
    /// </summary>
    public int Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        InstitutionLength or InstitutionLength + BranchLength =>
            Find(name[..InstitutionLength], name[InstitutionLength..]),
        9 => FindNumber(name),
        _ => -1,
    };

    /// <summary>The participant whose terminal has that address of 12 characters; -1 = nobody.</summary>
    public int FindTerminal(ReadOnlySpan<byte> address) => address.Length == InstitutionLength + 1 + BranchLength
        ? Find(address[..InstitutionLength], address[(InstitutionLength + 1)..])
        : -1;

    /// <summary>A branch that nobody has is that of its institution.</summary>
    private int Find(ReadOnlySpan<byte> institution, ReadOnlySpan<byte> branch)
    {
        ulong key = BinaryPrimitives.ReadUInt64BigEndian(institution);
        uint place = BranchOf(branch);
        int found = Find(key, place);
        return found >= 0 || place == 0 ? found : Find(key, 0);
    }

    private int FindNumber(ReadOnlySpan<byte> digits)
    {
        ulong number = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            number = number * 10 + (uint)(digit - '0');
        }

        return Find(NumberMark | number, 0);
    }

    private int Find(ulong key, uint branch)
    {
        for (int at = PlaceOf(key, branch); ; at = (at + 1) & (_table.Length - 1))
        {
            ref readonly (ulong Key, uint Branch, int Participant) entry = ref _table[at];
            if (entry.Participant < 0 || (entry.Key == key && entry.Branch == branch))
            {
                return entry.Participant;
            }
        }
    }

    private void Add(ulong key, uint branch, int participant)
    {
        int at = PlaceOf(key, branch);
        while (_table[at].Participant >= 0)
        {
            if (_table[at].Key == key && _table[at].Branch == branch)
            {
                throw new ArgumentException(
                    $"Participants {_table[at].Participant} and {participant} have the same BIC or routing number.");
            }

            at = (at + 1) & (_table.Length - 1);
        }

        _table[at] = (key, branch, participant);
    }

    private int PlaceOf(ulong key, uint branch) => unchecked((int)(((key ^ branch) * Golden) >> _shift));

    /// <summary>0 for no branch or the main one, XXX.</summary>
    private static uint BranchOf(ReadOnlySpan<byte> branch) =>
        branch.Length != BranchLength || branch.SequenceEqual("XXX"u8)
            ? 0
            : (uint)((branch[0] << 16) | (branch[1] << 8) | branch[2]);
}

using System.Buffers.Binary;
using System.Numerics;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Settlement.Ledgers;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Intake;

/// <summary>
/// The instructions that one read brought, on their way to the ledger and back: those that it is given, and of all of
/// them what their answers need. Its arrays grow to what a session sends and are used again.
/// </summary>
internal sealed class Submission
{
    /// <summary>The most instructions.</summary>
    public const int Most = SessionProtocol.MostInFrame;

    private const int DigestLength = 32;
    private const int TextHeadLength = 4;

    /// <summary>35 characters, each perhaps an entity.</summary>
    private const int MostIdentity = 35 * 6;

    /// <summary>A UETR.</summary>
    private const int MostSecond = 36;

    private Item[] _items = new Item[64];
    private LedgerCommand[] _commands = new LedgerCommand[64];
    private byte[] _digests = [];
    private byte[] _texts = [];
    private byte[] _names = [];
    private int _commandCount;
    private int _textLength;
    private int _nameLength;
    private bool _hasDigests;
    private bool _isDone;

    /// <summary>One instruction: what its answer needs.</summary>
    public struct Item
    {
        /// <summary>Why it did not go to the ledger; <see cref="Standing.Unknown"/> when it did.</summary>
        public Standing Refused;

        /// <summary>Format of the frame that it came in.</summary>
        public FrameKind Kind;

        /// <summary>Octets of what an answer in its own format names it by.</summary>
        public ushort IdentityLength;

        /// <summary>Octets of the second name: FIN {108}, ISO 20022 UETR.</summary>
        public byte SecondLength;

        /// <summary>Where they lie.</summary>
        public int NamesAt;

        /// <summary>Type of the message; a shared constant.</summary>
        public string Type;

        /// <summary>Code of the error of a malformed message; else empty.</summary>
        public string Code;
    }

    /// <summary>Number of the first instruction in its session.</summary>
    public ulong First { get; private set; }

    /// <summary>Instructions, those refused counted.</summary>
    public int Count { get; private set; }

    /// <summary>What they came in; bulk instructions and messages do not travel together.</summary>
    public bool IsBulk { get; private set; }

    /// <summary>Why messages were refused, for people, in their order.</summary>
    public List<Remark> Remarks { get; } = [];

    /// <summary>
    /// Refused for the value date of a day that is over, with their places: one of them may be the repeat of a payment
    /// of that day, which must be answered like the first.
    /// </summary>
    public List<(int Item, LedgerCommand Command)> Late { get; } = [];

    /// <summary>What the ledger said of those.</summary>
    public Dictionary<int, PaymentState> LateStates { get; } = [];

    /// <summary>The ledger's answers to those that it was given; null when it gave none.</summary>
    public InstructionAnswers? Answers { get; set; }

    /// <summary>True when there will be no more answers than there are.</summary>
    public bool IsDone
    {
        get => Volatile.Read(ref _isDone);
        set => Volatile.Write(ref _isDone, value);
    }

    public int CommandCount => _commandCount;

    public ReadOnlySpan<Item> Items => _items.AsSpan(0, Count);

    /// <summary>The commands so far; for measuring and tests.</summary>
    public ReadOnlySpan<LedgerCommand> Commands => _commands.AsSpan(0, _commandCount);

    public ReadOnlySpan<byte> IdentityOf(in Item item) => _names.AsSpan(item.NamesAt, item.IdentityLength);

    public ReadOnlySpan<byte> SecondOf(in Item item) =>
        _names.AsSpan(item.NamesAt + item.IdentityLength, item.SecondLength);

    /// <summary>What the ledger answered, by command; empty where it did not say.</summary>
    public ReadOnlySpan<PaymentState> States =>
        Answers is { } given && given.Answers.Count == _commandCount ? given.Answers.Span : default;

    /// <summary>What became of an instruction.</summary>
    /// <param name="item">Its place; they are gone through in order.</param>
    /// <param name="states"><see cref="States"/>.</param>
    /// <param name="command">How many commands the items before it have.</param>
    public PaymentState StateOf(int item, ReadOnlySpan<PaymentState> states, ref int command)
    {
        Standing refused = _items[item].Refused;
        if (refused != Standing.Unknown)
        {
            return LateStates.TryGetValue(item, out PaymentState late)
                ? late
                : new PaymentState { Number = -1, Standing = (Grains.Ledgers.Standing)refused };
        }

        int at = command++;

        // A ledger that failed to answer may have done it or not.
        return states.IsEmpty
            ? new PaymentState
            {
                Id = _commands[at].Id,
                Number = -1,
                Standing = Grains.Ledgers.Standing.InDoubt,
            }
            : states[at];
    }

    /// <summary>Begins anew.</summary>
    public void Begin(ulong first, bool isBulk)
    {
        First = first;
        IsBulk = isBulk;
        Count = 0;
        _commandCount = 0;
        _textLength = 0;
        _nameLength = 0;
        _hasDigests = false;
        Answers = null;
        IsDone = false;
        Remarks.Clear();
        Late.Clear();
        LateStates.Clear();
    }

    /// <summary>Adds an instruction that the ledger is not given.</summary>
    public ref Item Refuse(FrameKind kind, Standing why)
    {
        ref Item item = ref Next(kind);
        item.Refused = why;
        return ref item;
    }

    /// <summary>The instruction that was refused last comes after its day.</summary>
    public void AddLate(in LedgerCommand command) => Late.Add((Count - 1, command));

    /// <summary>Adds an instruction for the ledger; the command is to be filled in.</summary>
    public ref LedgerCommand Accept(FrameKind kind, out int item)
    {
        item = Count;
        Next(kind);
        if (_commandCount == _commands.Length)
        {
            Array.Resize(ref _commands, Math.Min(_commands.Length * 4, Most));
        }

        return ref _commands[_commandCount++];
    }

    /// <summary>Gives an instruction the names that an answer in its own format repeats.</summary>
    /// <remarks>A name that is too long stood in a message that was refused: it is not repeated.</remarks>
    public void Name(int item, ReadOnlySpan<byte> identity, ReadOnlySpan<byte> second, string type)
    {
        identity = identity.Length <= MostIdentity ? identity : [];
        second = second.Length <= MostSecond ? second : [];
        int length = identity.Length + second.Length;
        Grow(ref _names, _nameLength + length);
        identity.CopyTo(_names.AsSpan(_nameLength));
        second.CopyTo(_names.AsSpan(_nameLength + identity.Length));
        ref Item named = ref _items[item];
        named.NamesAt = _nameLength;
        named.IdentityLength = (ushort)identity.Length;
        named.SecondLength = (byte)second.Length;
        named.Type = type;
        _nameLength += length;
    }

    /// <summary>Where the digest of the message behind the command added last goes, 32 octets.</summary>
    public Span<byte> Digest()
    {
        _hasDigests = true;
        Grow(ref _digests, _commandCount * DigestLength);
        return _digests.AsSpan((_commandCount - 1) * DigestLength, DigestLength);
    }

    /// <summary>Keeps the message behind the command added last.</summary>
    public void Keep(ReadOnlySpan<byte> message)
    {
        Grow(ref _texts, _textLength + TextHeadLength + message.Length);
        BinaryPrimitives.WriteInt32BigEndian(_texts.AsSpan(_textLength), message.Length);
        message.CopyTo(_texts.AsSpan(_textLength + TextHeadLength));
        _textLength += TextHeadLength + message.Length;
    }

    /// <summary>What the ledger is given. It must not be changed before the answers are there.</summary>
    public InstructionBatch ToBatch(int participant, int account) => new()
    {
        Participant = participant,
        Account = account,
        Commands = new Blob<LedgerCommand>(_commands.AsMemory(0, _commandCount)),
        Digests = new Blob<byte>(_hasDigests ? _digests.AsMemory(0, _commandCount * DigestLength) : default),
        Texts = new Blob<byte>(_texts.AsMemory(0, _textLength)),
    };

    private ref Item Next(FrameKind kind)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Min(_items.Length * 4, Most));
        }

        ref Item item = ref _items[Count++];
        item = new Item { Kind = kind, Type = "", Code = "" };
        return ref item;
    }

    private static void Grow(ref byte[] octets, int needed)
    {
        if (octets.Length < needed)
        {
            int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(needed, 4096));
            Array.Resize(ref octets, size);
        }
    }
}

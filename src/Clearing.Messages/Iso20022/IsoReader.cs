using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Clearing.Messages.Iso20022;

/// <summary>
/// Reads and judges ISO 20022 messages: a business application header, a document, or both under any wrapper. One pass
/// over the octets: well-formedness, namespaces, the base schema, and the rules of profile P1. Keeps its buffers for
/// the next message; not to be used by two threads at once. Allocates nothing for a message that is accepted.
/// </summary>
public sealed partial class IsoReader
{
    /// <summary>The most octets of a message.</summary>
    public const int MostOctets = 1 << 20;

    /// <summary>The most elements within each other.</summary>
    public const int MostDepth = 64;

    /// <summary>The most elements around a header or document.</summary>
    private const int MostWrappers = 3;

    /// <summary>Content that is only looked through for a header and a document.</summary>
    private const int Wrapper = -1;

    /// <summary>Content of an xs:any: anything, but a root of the schema is judged.</summary>
    private const int Anything = -2;

    /// <summary>Content of an element that was refused already.</summary>
    private const int Skipped = -3;

    /// <summary>The first two octets of &lt;/, &lt;! and &lt;? as little-endian numbers.</summary>
    private const ushort EndTag = '<' | ('/' << 8);
    private const ushort Comment = '<' | ('!' << 8);
    private const ushort Instruction = '<' | ('?' << 8);

    /// <summary>From the end of a name to the value of a lone attribute Ccy.</summary>
    private const int CurrencyOffset = 6;

    /// <summary>From there to the end of the tag.</summary>
    private const int CurrencyTail = 4;

    private const int CurrencyLength = 3;

    private struct Frame
    {
        /// <summary>Name with prefix, in the message.</summary>
        public int NameStart;
        public int NameLength;

        /// <summary>The child met last, as an index of particles; Wrapper, Anything or Skipped.</summary>
        public int At;

        /// <summary>How often it was met in a row.</summary>
        public int Count;

        /// <summary>Namespace declarations outside it.</summary>
        public int Bindings;

        public FactRole Role;

        /// <summary>True when it declares the prefix of the fast path anew.</summary>
        public bool Rebinds;
    }

    private readonly XmlCursor _cursor = new();
    private readonly Findings _findings = new();
    private readonly Frame[] _frames = new Frame[MostDepth + 1];
    private readonly LeafType[] _leaves = SchemaTable.Shared.Leaves;
    private readonly int[][] _hints = new int[SchemaTable.Shared.Messages.Count][];
    private readonly List<MessageError> _remarks = [];
    private int _depth;
    private int _partDepth;
    private int _rebound;
    private MessageSchema? _schema;
    private MessageSchema? _header;
    private MessageSchema? _document;
    private MessageSchema? _lastHeader;
    private MessageSchema? _lastDocument;
    private Particle[] _particles = [];
    private int[] _hint = [];
    private int _prefixLength;
    private ulong _prefix;
    private ulong _prefixMask;
    private DecimalText _number;
    private IsoFacts _facts;
    private bool _isRoutingNumber;

    /// <summary>Reads one message.</summary>
    /// <param name="message">Its octets; facts are slots into them.</param>
    /// <param name="facts">What it says; set as far as it was understood when it is refused.</param>
    /// <param name="errors">Cleared, then what is wrong, all of one level.</param>
    /// <returns>True when it may be accepted.</returns>
    public bool Read(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        if (IsTooLong(message.Length, ref facts, errors))
        {
            return false;
        }

        _cursor.Load(message);
        return Judge(ref facts, errors);
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, ref MessageFacts, MessageErrors)"/>
    public bool Read(in ReadOnlySequence<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        if (IsTooLong(message.Length, ref facts, errors))
        {
            return false;
        }

        _cursor.Load(message);
        return Judge(ref facts, errors);
    }

    private static bool IsTooLong(long length, ref MessageFacts facts, MessageErrors errors)
    {
        errors.Clear();
        facts = new MessageFacts { Format = MessageFormat.Iso20022, Type = "" };
        if (length > MostOctets)
        {
            errors.Add("XML-SIZE", MessageLayer.WellFormed, "message", string.Create(
                CultureInfo.InvariantCulture, $"{length} octets; at most {MostOctets} are read."));
        }

        return length > MostOctets;
    }

    private bool Judge(ref MessageFacts facts, MessageErrors errors)
    {
        _depth = 0;
        _partDepth = 0;
        _rebound = 0;
        _schema = null;
        _header = null;
        _document = null;
        _facts = default;
        _findings.Clear();
        _remarks.Clear();
        _cursor.BindingCount = 0;
        _frames[0] = new Frame { At = Wrapper };
        int at = _cursor.Prolog();
        if (at >= 0)
        {
            at = Content(OpenAny(at));
        }

        if (at >= 0)
        {
            at = _cursor.Epilog(at);
        }

        if (at < 0)
        {
            _findings.Add(_cursor.Code, MessageLayer.WellFormed, Line(_cursor.At), _cursor.What);
        }
        else
        {
            CheckWhole(errors);
        }

        Tell(ref facts);
        _findings.CopyTo(errors);
        return !_findings.Any;
    }

    private int Content(int at)
    {
        ReadOnlySpan<byte> octets = _cursor.Octets;
        while (at >= 0 && _depth > 0)
        {
            at = XmlChars.SkipBlanks(octets, at);
            ushort two = BinaryPrimitives.ReadUInt16LittleEndian(octets.Slice(at, sizeof(ushort)));
            if (two == EndTag)
            {
                at = Close(octets, at);
            }
            else if ((byte)(two & byte.MaxValue) != '<' || two is Comment or Instruction)
            {
                at = TextBetween(at);
            }
            else
            {
                at = Open(octets, at);
            }
        }

        return at;
    }

    /// <summary>A start tag of the expected form; anything else is left to <see cref="OpenAny"/>.</summary>
    private int Open(ReadOnlySpan<byte> octets, int at)
    {
        ref Frame frame = ref _frames[_depth];
        int last = frame.At;
        if (last <= 0 || _rebound > 0 || !IsPrefix(octets, unchecked(at + 1)))
        {
            return OpenAny(at);
        }

        int start = unchecked(at + 1 + _prefixLength);
        Particle[] particles = _particles;
        int index = _hint[last];
        ReadOnlySpan<byte> name = octets.Slice(start, Particle.LongestName + 1);
        if (!IsNamed(name, particles[index]) && (index = Search(name, last)) == 0)
        {
            return OpenAny(at);
        }

        ref readonly Particle particle = ref particles[index];
        int end = unchecked(start + particle.NameLength);
        int currency = 0;
        if (octets[end] != '>')
        {
            if (particle.CurrencyLeaf < 0 || !IsCurrency(octets[end..]))
            {
                return OpenAny(at);
            }

            currency = unchecked(end + CurrencyOffset);
        }
        else if (particle.CurrencyLeaf >= 0)
        {
            return OpenAny(at);
        }

        if (!Admit(ref frame, index))
        {
            return OpenAny(at);
        }

        int after = unchecked((currency == 0 ? end : currency + CurrencyTail) + 1);
        if (particle.Content == 0)
        {
            return Leaf(octets, unchecked(at + 1), after, index, currency);
        }

        return _depth == MostDepth
            ? _cursor.Fail(at, "XML-DEPTH", "More than 64 elements within each other.")
            : Push(unchecked(at + 1), unchecked(end - at - 1), particle, after);
    }

    /// <summary>True for a lone attribute Ccy in its plain form: three capital letters in double quotes.</summary>
    private static bool IsCurrency(ReadOnlySpan<byte> octets) =>
        octets.StartsWith(" Ccy=\""u8) && octets[9] == '"' && octets[10] == '>'
        && char.IsAsciiLetterUpper((char)octets[6]) && char.IsAsciiLetterUpper((char)octets[7])
        && char.IsAsciiLetterUpper((char)octets[8]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Push(int nameStart, int nameLength, in Particle particle, int after)
    {
        ref Frame frame = ref _frames[++_depth];
        frame.NameStart = nameStart;
        frame.NameLength = nameLength;
        frame.At = particle.Content;
        frame.Count = 0;
        frame.Bindings = _cursor.BindingCount;
        frame.Role = particle.Role;
        frame.Rebinds = false;
        if (particle.Role != FactRole.None)
        {
            _facts.Enter(particle.Role);
        }

        if (particle.Rule == LeafRule.Member)
        {
            _isRoutingNumber = false;
        }

        return after;
    }

    private bool IsPrefix(ReadOnlySpan<byte> octets, int at) =>
        ((BinaryPrimitives.ReadUInt64LittleEndian(octets[at..]) ^ _prefix) & _prefixMask) == 0;

    /// <summary>The particle of that name among those that may still come; 0 = none.</summary>
    private int Search(ReadOnlySpan<byte> name, int from)
    {
        int last = _particles[from].Last;
        for (int index = from; index <= last; index++)
        {
            if (IsNamed(name, _particles[index]))
            {
                return index;
            }
        }

        return 0;
    }

    private static bool IsNamed(ReadOnlySpan<byte> name, in Particle particle) =>
        particle.IsAt(name) && name[particle.NameLength] is (byte)'>' or (byte)' ';

    /// <summary>Moves on to a child, if it may stand here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Admit(ref Frame frame, int index)
    {
        ref readonly Particle last = ref _particles[frame.At];
        if (index == frame.At)
        {
            if (frame.Count == last.Most)
            {
                return false;
            }

            frame.Count++;
            return true;
        }

        ref readonly Particle next = ref _particles[index];
        if (next.Slot <= last.Slot || next.Slot > last.RequiredAfter || index > last.Last)
        {
            return false;
        }

        _hint[frame.At] = index;
        frame.At = index;
        frame.Count = 1;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Close(ReadOnlySpan<byte> octets, int at)
    {
        ref Frame frame = ref _frames[_depth];
        int name = unchecked(at + 2);
        int after = unchecked(name + frame.NameLength);
        if (after < _cursor.Length && octets[after] == '>'
            && octets.Slice(name, frame.NameLength).SequenceEqual(octets.Slice(frame.NameStart, frame.NameLength)))
        {
            after = unchecked(after + 1);
        }
        else
        {
            after = _cursor.EndTag(at, new Slot(frame.NameStart, frame.NameLength));
        }

        Pop(at);
        return after;
    }

    private void Pop(int at)
    {
        ref Frame frame = ref _frames[_depth];
        if (frame.At > 0)
        {
            if (_particles[frame.At].RequiredAfter != Particle.NoSlot)
            {
                ReportMissing(at, frame.At);
            }

            if (frame.Role != FactRole.None)
            {
                _facts.Leave(frame.Role);
            }
        }

        _rebound -= frame.Rebinds ? 1 : 0;
        _cursor.BindingCount = frame.Bindings;
        if (_depth-- == _partDepth)
        {
            _partDepth = 0;
            _rebound = 0;
            _schema = null;
        }
    }
}

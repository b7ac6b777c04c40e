using System.Text;

namespace Clearing.Messages.Iso20022;

/// <summary>
/// One message or header of one version. Its particles are one flat array, laid out when first asked for: types are
/// shared, but a type on the path to a fact has a copy of its own there, so that a particle says by itself what it
/// means.
/// </summary>
internal sealed class MessageSchema
{
    private readonly SchemaTable _table;
    private readonly string _rootType;
    private readonly byte[] _namespace;
    private readonly Lazy<Particle[]> _particles;
    private int _root;
    private int _plainRoot;

    public MessageSchema(SchemaTable table, int index, string id, string @namespace, string root, string rootType)
    {
        _table = table;
        _rootType = rootType;
        _namespace = Encoding.ASCII.GetBytes(@namespace);
        _particles = new Lazy<Particle[]>(LayOut);
        Index = index;
        Id = id;
        RootName = root;
    }

    /// <summary>Place among all messages.</summary>
    public int Index { get; }

    /// <summary>pacs.008.001.08, head.001.001.02 ...</summary>
    public string Id { get; }

    /// <summary>Document or AppHdr.</summary>
    public string RootName { get; }

    public bool IsHeader => RootName == "AppHdr";

    public ReadOnlySpan<byte> Namespace => _namespace;

    public Particle[] Particles => _particles.Value;

    /// <summary>Start particle of the root's content.</summary>
    public int Root => _particles.Value.Length > 0 ? _root : 0;

    /// <summary>The same without facts: for a root that stands inside another message's xs:any.</summary>
    public int PlainRoot => _particles.Value.Length > 0 ? _plainRoot : 0;

    private Particle[] LayOut()
    {
        Layout layout = new(_table);
        _root = layout.Start(_rootType, FactPaths.Of(Id), LeafRule.None);
        _plainRoot = layout.Start(_rootType, null, LeafRule.None);
        layout.Finish();
        return [.. layout.Particles];
    }

    /// <summary>Turns the types that a root reaches into particles.</summary>
    private sealed class Layout(SchemaTable table)
    {
        private readonly record struct Place(string Type, FactPaths? Paths, LeafRule Inside);

        private readonly Dictionary<Place, int> _starts = [];
        private readonly Queue<Place> _open = new();

        /// <summary>The first is none: index 0 means a leaf.</summary>
        public List<Particle> Particles { get; } = [None()];

        /// <summary>Index of the start particle of a type; its children are laid out by <see cref="Finish"/>.</summary>
        public int Start(string type, FactPaths? paths, LeafRule inside)
        {
            Place place = new(type, paths, inside);
            if (!_starts.TryGetValue(place, out int start))
            {
                start = Particles.Count;
                _starts.Add(place, start);
                _open.Enqueue(place);
                Reserve(type);
            }

            return start;
        }

        public void Finish()
        {
            while (_open.TryDequeue(out Place place))
            {
                Fill(place, _starts[place]);
            }
        }

        private static string[] Slots(string content) =>
            content.Length == 0 ? [] : content.Split(' ');

        private static string[] Alternatives(string slot) => slot[0] == '(' ? slot[1..^1].Split('|') : [slot];

        private void Reserve(string type)
        {
            int count = 1;
            foreach (string slot in Slots(table.ContentOf(type)))
            {
                count += Alternatives(slot).Length;
            }

            for (; count > 0; count--)
            {
                Particles.Add(default);
            }
        }

        private void Fill(Place place, int start)
        {
            string[] slots = Slots(table.ContentOf(place.Type));
            Particle first = new() { Slot = Particle.StartSlot };
            first.SetNoName();
            Particles[start] = first;
            int at = start;
            bool[] required = new bool[slots.Length + 1];
            for (int slot = 1; slot <= slots.Length; slot++)
            {
                required[slot] = true;
                foreach (string alternative in Alternatives(slots[slot - 1]))
                {
                    Particle particle = Child(alternative, place, out bool optional);
                    particle.Slot = (byte)slot;
                    Particles[++at] = particle;
                    required[slot] &= !optional;
                }
            }

            for (int index = start; index <= at; index++)
            {
                Particle particle = Particles[index];
                int next = particle.Slot + 1;
                while (next < required.Length && !required[next])
                {
                    next++;
                }

                particle.RequiredAfter = next < required.Length ? (byte)next : Particle.NoSlot;
                particle.Last = at;
                Particles[index] = particle;
            }
        }

        private Particle Child(string text, Place place, out bool optional)
        {
            Particle particle = new() { Most = 1, CurrencyLeaf = -1 };
            optional = false;
            if (text.StartsWith("any", StringComparison.Ordinal))
            {
                particle.SetNoName();
                particle.IsAny = true;
                particle.IsSignature = text.EndsWith("xmldsig#", StringComparison.Ordinal);
                return particle;
            }

            int colon = text.IndexOf(':', StringComparison.Ordinal);
            string name = text[..colon];
            int end = text.IndexOfAny(['?', '*', '+', '{'], colon);
            string times = end < 0 ? "" : text[end..];
            string type = end < 0 ? text[(colon + 1)..] : text[(colon + 1)..end];
            (optional, particle.Most) = times switch
            {
                "" => (false, 1),
                "?" => (true, 1),
                "*" => (true, int.MaxValue),
                "+" => (false, int.MaxValue),
                _ => (times[1] == '0', int.Parse(times.AsSpan(3, times.Length - 4))),
            };
            particle.SetName(Encoding.ASCII.GetBytes(name));
            FactPaths? paths = place.Paths?.Then(name);
            particle.Role = paths?.Role ?? FactRole.None;
            particle.Rule = RuleOf(name, place.Inside);
            if (type[0] == 'c')
            {
                particle.Content = Start(type, paths, particle.Rule);
            }
            else
            {
                (particle.Leaf, particle.CurrencyLeaf) = table.LeafOf(type);
                particle.IsTelling = particle.Role != FactRole.None || particle.Rule != LeafRule.None
                    || particle.CurrencyLeaf >= 0
                    || table.Leaves[particle.Leaf].Kind is LeafKind.Currency or LeafKind.Iban;
                particle.MostPlain = particle.IsTelling ? 0 : table.Leaves[particle.Leaf].MostPlain;
            }

            return particle;
        }

        private static Particle None()
        {
            Particle none = default;
            none.SetNoName();
            return none;
        }

        private static LeafRule RuleOf(string name, LeafRule inside) => (name, inside) switch
        {
            ("ClrSysMmbId", _) => LeafRule.Member,
            ("ClrSysId", LeafRule.Member) => LeafRule.MemberScheme,
            ("MmbId", LeafRule.Member) => LeafRule.MemberId,
            ("Cd", LeafRule.MemberScheme) => LeafRule.MemberScheme,
            _ => LeafRule.None,
        };
    }
}

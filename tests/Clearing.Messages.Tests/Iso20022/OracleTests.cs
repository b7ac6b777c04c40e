using Clearing.Messages.Iso20022;
using CsCheck;

namespace Clearing.Messages.Tests.Iso20022;

public sealed class OracleTests
{
    // Where .NET is no judge, so that no mutation goes there (ReaderTests holds what ours does): it reads a broken
    // declaration, passes over a NUL or half a character behind the last element, a line feed at the end of a value is
    // nothing to its patterns, and it takes offsets beyond the 14:00 at which XML Schema ends.
    private const int Declaration = 60;

    private readonly Oracle _oracle = new();
    private readonly IsoReader _reader = new();
    private readonly MessageErrors _errors = new();

    [Fact]
    public void Samples_broken_in_one_place_are_judged_as_the_schemas_judge_them()
    {
        byte[][] samples =
        [
            .. ExpectedIso.All().Where(row => row.Layer is not (MessageLayer.WellFormed or MessageLayer.Namespace))
                .Select(row => row.Read()),
        ];
        Gen.Select(Gen.Int[0, samples.Length - 1], Gen.Int[0, Mutation.Kinds - 1], Gen.Int[0, 9999], Gen.Int[0, 9999])
            .Sample((sample, kind, place, choice) =>
                Compare(Mutation.Apply(samples[sample], kind, place, choice)), iter: 1500, threads: 1);
    }

    [Fact]
    public void Samples_with_octets_changed_are_judged_as_the_schemas_judge_them()
    {
        byte[][] samples = [.. ExpectedIso.All().Where(row => row.IsAccepted).Select(row => row.Read())];
        byte[] octets = "<>&;'\"/=!?-:] \tAa0.#x\u00e9\0"u8.ToArray();
        Gen.Select(Gen.Int[0, samples.Length - 1], Gen.Int[0, 99999], Gen.Int[0, 3], Gen.Int[0, octets.Length - 1])
            .Sample((sample, place, kind, octet) =>
            {
                List<byte> message = [.. samples[sample]];
                int at = place % message.Count;
                if (at < Declaration || at > message.LastIndexOf((byte)'>'))
                {
                    return;
                }

                switch (kind)
                {
                    case 0:
                        message[at] = octets[octet];
                        break;
                    case 1:
                        message.Insert(at, octets[octet]);
                        break;
                    case 2:
                        message.RemoveAt(at);
                        break;
                    default:
                        message.RemoveRange(at, message.Count - at);
                        break;
                }

                Compare([.. message]);
            }, iter: 1500, threads: 1);
    }

    private void Compare(byte[] message)
    {
        MessageFacts facts = default;
        bool accepted = _reader.Read(message, ref facts, _errors);
        MessageLayer ours = _errors.Layer > MessageLayer.Schema ? MessageLayer.None : _errors.Layer;
        MessageLayer theirs = _oracle.Judge(message);
        Assert.Equal(accepted, !_errors.Any);
        if (ours != theirs)
        {
            string said = string.Join(" ;; ", _errors.All.Select(e => $"{e.Code} {e.Where}: {e.What}"));
            Assert.Fail($"ours {ours} {said}; theirs {theirs} {_oracle.Why}");
        }
    }
}

namespace Clearing.Fuzz;

/// <summary>
/// A reader of tag lists with a planted defect, to show that the engine finds one: it looks at the octet before the end
/// of a value, also where a value of tag 451 is empty and ends the message.
/// </summary>
public sealed class CanaryTarget() : Target("canary", SeedFamily.Fin, 4096)
{
    public override Verdict Read(ReadOnlySpan<byte> input)
    {
        ulong seen = 0;
        int at = 0;
        while (at < input.Length && input[at..].IndexOf((byte)'{') is >= 0 and int open)
        {
            ReadOnlySpan<byte> rest = input[(at + open + 1)..];
            int end = rest.IndexOf((byte)'}');
            int colon = rest.IndexOf((byte)':');
            if (end < 0 || colon < 0 || colon > end)
            {
                return new Verdict(false, seen);
            }

            ReadOnlySpan<byte> value = rest[(colon + 1)..end];
            if (rest[..colon].SequenceEqual("451"u8) && end + 1 == rest.Length)
            {
                // The planted defect: no thought of an empty value.
                seen |= value[^1] == '0' ? 1UL : 2UL;
            }

            at += open + 1 + end + 1;
        }

        return new Verdict(true, seen);
    }
}

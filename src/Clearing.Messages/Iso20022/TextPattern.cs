using System.Globalization;

namespace Clearing.Messages.Iso20022;

/// <summary>
/// A pattern of the schemas as a row of runs: so many characters of a set, then so many of the next. That is all the
/// patterns of ISO 20022 are; a run takes as many characters as it may, which is right as no run needs what it takes.
/// </summary>
internal sealed class TextPattern
{
    private readonly record struct Run(UInt128 Set, int Least, int Most, bool AllOrNone);

    private readonly Run[] _runs;

    /// <summary>Reads a pattern: sets [..], single characters and a group ([..]{3,3}){0,1} of one set.</summary>
    /// <exception cref="InvalidDataException">The pattern uses more than that.</exception>
    public TextPattern(string pattern)
    {
        List<Run> runs = [];
        int at = 0;
        while (at < pattern.Length)
        {
            bool group = pattern[at] == '(';
            at += group ? 1 : 0;
            UInt128 set = ReadSet(pattern, ref at);
            (int least, int most) = ReadTimes(pattern, ref at);
            if (group)
            {
                at++;
                (int groupLeast, int groupMost) = ReadTimes(pattern, ref at);
                if (groupLeast != 0 || groupMost != 1 || least != most)
                {
                    throw new InvalidDataException($"A pattern that is no row of runs: {pattern}");
                }
            }

            runs.Add(new Run(set, least, most, group));
        }

        _runs = [.. runs];
    }

    public bool Matches(ReadOnlySpan<byte> text)
    {
        int at = 0;
        foreach (ref readonly Run run in _runs.AsSpan())
        {
            int taken = 0;
            while (taken < run.Most && at + taken < text.Length && IsIn(run.Set, text[at + taken]))
            {
                taken++;
            }

            if (taken < run.Least)
            {
                if (!run.AllOrNone || taken > 0)
                {
                    return false;
                }
            }

            at += taken;
        }

        return at == text.Length;
    }

    private static bool IsIn(UInt128 set, byte letter) => letter < 128 && ((set >> letter) & 1) != 0;

    private static UInt128 ReadSet(string pattern, ref int at)
    {
        if (pattern[at] != '[')
        {
            return One(Letter(pattern, ref at));
        }

        UInt128 set = 0;
        at++;
        while (pattern[at] != ']')
        {
            char first = Letter(pattern, ref at);
            char last = first;
            if (pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                last = Letter(pattern, ref at);
            }

            for (char letter = first; letter <= last; letter++)
            {
                set |= One(letter);
            }
        }

        at++;
        return set;
    }

    private static char Letter(string pattern, ref int at)
    {
        at += pattern[at] == '\\' ? 1 : 0;
        return pattern[at++];
    }

    private static UInt128 One(char letter) => UInt128.One << letter;

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static (int Least, int Most) ReadTimes(string pattern, ref int at)
    {
        if (at >= pattern.Length || pattern[at] != '{')
        {
            return (1, 1);
        }

        int close = pattern.IndexOf('}', at);
        string[] bounds = pattern[(at + 1)..close].Split(',');
        at = close + 1;
        return (Number(bounds[0]), Number(bounds[^1]));
    }
}

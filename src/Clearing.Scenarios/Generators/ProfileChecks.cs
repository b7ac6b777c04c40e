using Clearing.Scenarios.Calibrations;

namespace Clearing.Scenarios.Generators;

/// <summary>The checks of intraday profiles.</summary>
internal static class ProfileChecks
{
    public static void Check(Findings found, PaymentGeneratorDocument options, IReadOnlyList<GeneratorDay> days)
    {
        found.OneOf("profile", options.Profile is not null, "hours", options.Hours is not null);
        if (options.Profile is not null && !CalibrationFile.Profiles.ContainsKey(options.Profile))
        {
            string names = string.Join(", ", GeneratorChecks.Profiles);
            found.Add("profile", $"is '{options.Profile}'; write one of {names}");
            return;
        }

        int before = found.Problems.Count;
        for (int i = 0; i < (options.Hours?.Count ?? 0); i++)
        {
            CheckSegment(found, $"hours.{i}", options.Hours![i]);
        }

        if (found.Problems.Count > before)
        {
            return;
        }

        foreach (GeneratorDay day in days)
        {
            if ((options.Day ?? day.Number) == day.Number && IntradayProfile.IsEmpty(options, day))
            {
                string where = options.Hours is null ? "profile" : "hours";
                found.Add(where, $"has no share between the open and the close of day {day.Number}");
                return;
            }
        }
    }

    private static void CheckSegment(Findings found, string property, ProfileSegment segment)
    {
        if (!TimeOfDay.TryParse(segment.From, out _))
        {
            found.Add(property + ".from", $"is '{segment.From}'; write a time of day such as \"09:00\"");
        }

        if (!TimeOfDay.TryParse(segment.To, out _))
        {
            found.Add(property + ".to", $"is '{segment.To}'; write a time of day such as \"09:00\"");
        }

        found.Range(property + ".share", segment.Share, 0, 1_000_000, required: true);
    }
}

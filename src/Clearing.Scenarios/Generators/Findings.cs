using System.Globalization;
using Clearing.Scenarios.Calibrations;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Generators;

/// <summary>Collects the problems of a document, in the words all checks share.</summary>
internal sealed class Findings
{
    private readonly List<GeneratorProblem> _problems = [];

    public IReadOnlyList<GeneratorProblem> Problems => _problems;

    public void Add(string property, string message) => _problems.Add(new(property, message));

    public bool Calibration(string? name)
    {
        if (name is null || CalibrationFile.Names.Contains(name))
        {
            return true;
        }

        Add("calibration", $"is '{name}'; write one of {string.Join(", ", CalibrationFile.Names)}");
        return false;
    }

    public void Range(string property, decimal? value, decimal least, decimal most, bool required = false)
    {
        if (value is null && required)
        {
            Add(property, "is missing; write it or name a calibration");
        }
        else if (value < least || value > most)
        {
            Add(property, string.Create(
                CultureInfo.InvariantCulture, $"is {value}; write a number from {least} to {most}"));
        }
    }

    public void Amount(string property, decimal? amount, Currency currency, bool positive = false)
    {
        if (amount is null)
        {
            return;
        }

        if (positive && amount <= 0)
        {
            Add(property, string.Create(CultureInfo.InvariantCulture, $"is {amount}; write an amount above 0"));
        }
        else if (Amounts.Problem(amount.Value, currency) is string problem)
        {
            Add(property, problem);
        }
    }

    public void OneOf(string property, bool given, string other, bool otherGiven)
    {
        if (given && otherGiven)
        {
            Add(property, $"and {other} are both written; write one of them");
        }
    }
}

using System.Text;

namespace Clearing.Server.Http.Json;

/// <summary>A field that an object of a request may have.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="IsRequired">True when the object must have it.</param>
/// <param name="IsTruth">True for true and false, false for a text; there are no others.</param>
internal sealed record JsonField(string Name, bool IsRequired = true, bool IsTruth = false)
{
    public byte[] Octets { get; } = Encoding.UTF8.GetBytes(Name);
}

/// <summary>All fields that an object of a request may have, at most eight.</summary>
internal sealed class JsonShape(params JsonField[] fields)
{
    public JsonField[] Fields { get; } = fields;

    /// <summary>All names, for a person.</summary>
    public string Names { get; } = string.Join(", ", fields.Select(field => field.Name));
}

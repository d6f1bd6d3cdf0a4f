using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebP2P.Host.Api;

/// <summary>Enums as their names in camel case; a refusal of anything else says what there is to choose from.</summary>
internal sealed class EnumNames : JsonConverterFactory
{
    public const string RefusalStart = "It is one of ";

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Names<>).MakeGenericType(typeToConvert), options)!;

    private sealed class Names<T>(JsonSerializerOptions options) : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly JsonStringEnumConverter<T> Factory = new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

        private readonly JsonConverter<T> names = (JsonConverter<T>)Factory.CreateConverter(typeof(T), options)!;

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return names.Read(ref reader, typeToConvert, options);
            }
            catch (JsonException)
            {
                throw new JsonException($"{RefusalStart}{string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName))}.");
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => names.Write(writer, value, options);

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => names.ReadAsPropertyName(ref reader, typeToConvert, options);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => names.WriteAsPropertyName(writer, value, options);
    }
}

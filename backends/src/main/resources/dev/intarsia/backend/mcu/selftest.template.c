typedef struct {
    const char *name;
    int32_t step; /* entry of the table of layers, or -1: its words lie there already */
    uint32_t offset;
    uint32_t words;
    uint32_t bytes; /* of a word */
    uint32_t crc[PATTERNS];
} layer;

typedef struct {
    uint32_t offset;
    uint32_t words;
    uint32_t bytes; /* of a word */
    uint32_t bits;
    uint32_t is_signed;
} port;

@layers@

@inputs@

static uint64_t word(const uint8_t *at, uint32_t bytes)
{
    switch (bytes) {
    case 1:
        return *at;
    case 2:
        return *(const uint16_t *)(const void *)at;
    case 4:
        return *(const uint32_t *)(const void *)at;
    default:
        return *(const uint64_t *)(const void *)at;
    }
}

static void set(uint8_t *at, uint32_t bytes, uint64_t value)
{
    switch (bytes) {
    case 1:
        *at = (uint8_t)value;
        break;
    case 2:
        *(uint16_t *)(void *)at = (uint16_t)value;
        break;
    case 4:
        *(uint32_t *)(void *)at = (uint32_t)value;
        break;
    default:
        *(uint64_t *)(void *)at = value;
        break;
    }
}

/* CRC-32 of words, low byte first whatever the processor's order is. */
static uint32_t checksum(const uint8_t *at, uint32_t words, uint32_t bytes)
{
    uint32_t crc = 0xffffffffu;
    for (uint32_t i = 0; i < words; i++) {
        uint64_t rest = word(at + i * bytes, bytes);
        for (uint32_t b = 0; b < bytes; b++, rest >>= 8) {
            crc ^= (uint32_t)(rest & 0xffu);
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
            }
        }
    }
    return ~crc;
}

void @name@_selftest_input(@name@ *net, uint32_t pattern)
{
    uint32_t state = pattern;
    for (int32_t i = 0; i < INPUTS; i++) {
        const port *in = &inputs[i];
        for (uint32_t w = 0; w < in->words; w++) {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            uint64_t value = in->bits < 32 ? state >> (32 - in->bits) : state;
            set(net->arena + in->offset + w * in->bytes,
                in->bytes,
                in->is_signed ? value - ((uint64_t)1 << (in->bits - 1)) : value);
        }
    }
}

const char *@name@_selftest(@name@ *net)
{
    for (uint32_t pattern = 1; pattern <= PATTERNS; pattern++) {
        @name@_selftest_input(net, pattern);
        for (int32_t i = 0; i < LAYERS; i++) {
            const layer *l = &layers[i];
            if (l->step >= 0) {
                @name@_layers[l->step](net->arena);
            }
            if (checksum(net->arena + l->offset, l->words, l->bytes) != l->crc[pattern - 1]) {
                return l->name;
            }
        }
    }
    return NULL;
}

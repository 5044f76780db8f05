"""Search by meaning: an encoder turns texts into vectors, and near vectors mean like things.

protocol       the Protocol of an encoder
registry       the encoders, and the choice of one
embedders      the encoders, one file and one row each
passages       the parts of a slide that get a vector each
quantization   vectors as small integers and as bits
array_file     arrays of numbers in one memory-mapped file
nearest        finds the nearest vectors of a whole archive
vector_file    an archive's vectors as a memory-mapped file
pgvector       an archive's vectors on a PostgreSQL server with the extension `vector`
encoder_state  which encoder made the vectors of a catalogue, and their state
storage        where the vectors of a catalogue are, for a search
update         keeps the vectors of a catalogue up to date
hits           slides that mean what a query asks
"""

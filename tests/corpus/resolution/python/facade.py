from shapes import Shape, Square, decorate, make, renamed
from shapes import helper as assist

import Foundation
import struct Geometry.Point
@testable import App

class A {}

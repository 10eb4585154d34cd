import Foundation

/// A point.
@objc public final class Point: NSObject, Shape {
    static let origin = Point(x: 0)
    private var x: Int
    var area: Int { return x * x }
    let a = 1, b = 2

    init(x: Int, _ y: Int = 3) { self.x = x }
    deinit {}

    // Moves it.
    fileprivate func move(by amount: Int, rest: Int...) -> Int? { return nil }
    static func make() -> Point { Point(x: 1) }
    subscript(index: Int) -> Int { return index }
    class Nested {}
}

struct Size<T> { let width: T }

enum Color: Int {
    case red = 1, green
    indirect case deep(Color)
    func shade() {}
}

protocol Shape {
    associatedtype Unit
    var sides: Int { get }
    func draw(at place: Int)
}

extension Point: Equatable {
    func extra() {}
}

actor Worker { func run() async {} }

typealias Handler = (Int) -> Void

internal func top(_ a: Int) {
    func inner() {}
    let local = 1
}

let limit = 3
